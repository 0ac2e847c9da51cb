import { Field, TextArea, TextInput } from '../../../components/index.ts'
import { withValue } from '../../new-job/draft.ts'
import { textOf } from './draft.ts'
import { fieldAt } from './fields.ts'
import { errorAt, type PartProps } from './parts.tsx'

/** What it is called, and what one should know of it. */
export function NamePart({ draft, onChange, problems, fields }: PartProps) {
  const put = (name: string, text: string) => onChange(withValue(draft, [name], text === '' ? undefined : text))
  const [name, note] = [fieldAt(fields, 'name'), fieldAt(fields, 'note')]
  return (
    <>
      <div data-field="name">
        <Field label={name.title} description={name.description} error={errorAt(problems, name)}>
          {(control) => (
            <TextInput
              {...control}
              value={textOf(draft['name'])}
              onChange={(event) => put('name', event.target.value)}
            />
          )}
        </Field>
      </div>
      <div data-field="note">
        <Field label={note.title} optional error={errorAt(problems, note)}>
          {(control) => (
            <TextArea
              {...control}
              rows={1}
              value={textOf(draft['note'])}
              onChange={(event) => put('note', event.target.value)}
            />
          )}
        </Field>
      </div>
    </>
  )
}
