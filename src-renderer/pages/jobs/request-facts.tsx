import { Fragment } from 'react'
import { z } from 'zod'
import { JOB_TYPES } from '#schemas'
import { formatBytes } from '#schemas/format'
import { ArgvBoxes } from '../../components/index.ts'
import type { Field } from '../new-job/field.ts'
import { payloadFields, withUnit } from '../new-job/fields.ts'

const argvsSchema = z.array(z.array(z.string()))
const textsSchema = z.array(z.string())

interface RequestFactsProps {
  readonly type: string
  readonly payload: Readonly<Record<string, unknown>>
  /** Without a title, inside a panel that has one. */
  readonly quiet?: boolean
}

/** What was asked, member by member, whatever the job type; commands argument by argument. */
export function RequestFacts({ type, payload, quiet = false }: RequestFactsProps) {
  const known = JOB_TYPES.find((each) => each === type)
  const fields = known === undefined ? [] : payloadFields(known)
  const fieldOf = (name: string) => fields.find((field) => field.path.at(-1) === name)
  return (
    <section aria-label="Request">
      {!quiet && <h3 className="mb-1 font-strong">Request</h3>}
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        {Object.entries(payload).map(([name, value]) => (
          <Fragment key={name}>
            <dt className="text-ink-3">{fieldOf(name)?.title ?? name}</dt>
            <dd className="min-w-0 break-words">
              <Fact value={value} field={fieldOf(name)} />
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  )
}

function Fact({ value, field }: { readonly value: unknown; readonly field: Field | undefined }) {
  const texts = textsSchema.safeParse(value)
  if (texts.success)
    return texts.data.length === 0 ? <span className="text-ink-3">none</span> : <ArgvBoxes argv={texts.data} plain />
  const argvs = argvsSchema.safeParse(value)
  if (argvs.success)
    return (
      <ol className="flex flex-col gap-1.5">
        {argvs.data.map((argv, at) => (
          // Commands have no identity but their place.
          <li key={at}>
            <ArgvBoxes argv={argv} />
          </li>
        ))}
      </ol>
    )
  if (typeof value === 'number') {
    const unit = field?.kind === 'whole_number' ? field.unit : ''
    return <>{unit === 'bytes' ? formatBytes(value) : withUnit(value, unit)}</>
  }
  if (typeof value === 'boolean') return <>{value ? 'yes' : 'no'}</>
  return <span className="font-mono">{typeof value === 'string' ? value : JSON.stringify(value)}</span>
}
