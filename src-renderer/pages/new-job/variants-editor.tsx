import { Field as Labelled, Select } from '../../components/index.ts'
import { valueAt, withValue } from './draft.ts'
import type { EditorProps } from './editor-props.ts'
import type { Variant, VariantsField } from './field.ts'
import { type DrawField, FieldGrid, recordOf } from './items-editor.tsx'
import { problemsAt } from './problems.ts'

const NONE = 'none'

/** One of several groups of fields, chosen by its name, or none of them. */
export function VariantsEditor({
  field,
  value,
  onChange,
  problems,
  draw,
}: EditorProps<VariantsField> & { readonly draw: DrawField }) {
  const group = recordOf(value)
  const chosen = value === undefined ? undefined : field.variants.find((variant) => isOf(variant, group))
  return (
    <fieldset className="rounded-sm border border-line p-3">
      <legend className="px-1 font-strong">
        {field.title}
        <span className="font-normal text-ink-3"> (optional)</span>
      </legend>
      <div className="flex flex-col gap-4">
        <Labelled label="By" description={field.description} error={problemsAt(problems, field).join(' ') || undefined}>
          {(control) => (
            <Select
              {...control}
              value={chosen?.title ?? NONE}
              onChange={(title) => {
                const next = field.variants.find((variant) => variant.title === title)
                onChange(next && newOf(next))
              }}
              options={[
                { value: NONE, label: 'None' },
                ...field.variants.map(({ title }) => ({ value: title, label: title })),
              ]}
            />
          )}
        </Labelled>
        {chosen && (
          <FieldGrid
            fields={chosen.fields.map((inner) => {
              const name = inner.path.slice(field.path.length)
              return {
                field: inner,
                value: valueAt(group, name),
                // What makes it this one stays, though it be emptied.
                onChange: (next) => onChange({ ...newOf(chosen), ...recordOf(withValue(group, name, next)) }),
              }
            })}
            draw={draw}
          />
        )}
      </div>
    </fieldset>
  )
}

/** Whether a value is of this group: by what is fixed in it, else by a member that only it needs. */
function isOf({ fixed, fields }: Variant, value: Readonly<Record<string, unknown>>): boolean {
  const names = Object.entries(fixed)
  return names.length > 0
    ? names.every(([name, text]) => value[name] === text)
    : fields.some(({ path, required }) => required && Object.hasOwn(value, path.at(-1) ?? ''))
}

/** A group in which nothing is filled in yet. */
function newOf({ fixed, fields }: Variant): Record<string, unknown> {
  return {
    ...Object.fromEntries(fields.filter(({ required }) => required).map(({ path }) => [path.at(-1) ?? '', ''])),
    ...fixed,
  }
}
