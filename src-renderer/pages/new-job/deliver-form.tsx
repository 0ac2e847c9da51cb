import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { deliverSchema, type InputProblem } from '#schemas'
import { PathLink, useClient } from '../../app/index.ts'
import { Field as Labelled, linkClass, Select } from '../../components/index.ts'
import { aliasesQuery } from '../outbox/use-outbox.ts'
import { type Draft, valueAt, withValue } from './draft.ts'
import { FieldEditor } from './field-editor.tsx'
import type { Field } from './field.ts'
import { deliverFields } from './fields.ts'
import { problemsOf } from './problems.ts'

interface DeliverFormProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly problems: readonly InputProblem[]
  /** Draws the place of a field around its editor. */
  readonly placed: (field: Field, editor: ReactNode) => ReactNode
}

const FIELDS = deliverFields()
const NOBODY = ''

/** Who is told when the job is over; the rest is asked once somebody is. */
export function DeliverForm({ draft, onChange, problems, placed }: DeliverFormProps) {
  const aliases = useQuery(aliasesQuery(useClient())).data?.map(({ name }) => name) ?? []
  const to = valueAt(draft, ['deliver', 'to'])
  const named = typeof to === 'string' ? to : NOBODY
  return (
    <div className="grid grid-cols-2 gap-x-6 gap-y-4 max-sm:grid-cols-1">
      {FIELDS.map((field) => {
        if (deliverSchema.keyof().safeParse(field.path.at(-1)).data !== 'to')
          return draft['deliver'] === undefined
            ? null
            : placed(
                field,
                <FieldEditor
                  field={field}
                  value={valueAt(draft, field.path)}
                  problems={problems}
                  onChange={(value) => onChange(withValue(draft, field.path, value))}
                />,
              )
        return placed(
          field,
          <Labelled
            label={field.title}
            description={
              <>
                An alias that is told when it is over.{' '}
                <PathLink to="/outbox" className={linkClass}>
                  Aliases in Outbox
                </PathLink>
              </>
            }
            error={problemsOf(problems, field).join(' ') || undefined}
          >
            {(control) => (
              <Select
                {...control}
                value={named}
                onChange={(name) =>
                  onChange(
                    name === NOBODY ? withValue(draft, ['deliver'], undefined) : withValue(draft, field.path, name),
                  )
                }
                options={[
                  { value: NOBODY, label: 'nobody' },
                  ...aliases.map((name) => ({ value: name, label: name })),
                  ...(named === NOBODY || aliases.includes(named)
                    ? []
                    : [{ value: named, label: `${named} (there is none)` }]),
                ]}
              />
            )}
          </Labelled>,
        )
      })}
    </div>
  )
}
