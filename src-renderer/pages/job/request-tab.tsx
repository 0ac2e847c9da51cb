import { Fragment } from 'react'
import { budgetsSchema, type JobDetail, type Policy, policySchema, type Run } from '#schemas'
import { formatBytes } from '#schemas/format'
import { useCommand, useRest } from '../../app/index.ts'
import { Button, CheckIcon, CopyIcon, CrossIcon, Panel, Time, useToast } from '../../components/index.ts'
import { TextBlock } from '../../previews/index.ts'
import { RequestFacts } from '../jobs/request-facts.tsx'
import { budgetFields, policyFields, withUnit } from '../new-job/fields.ts'
import { MayDo } from './may-do.tsx'
import { TrustPanel } from './trust-panel.tsx'
import { addCommand, curlCommand, requestJson } from './copy-forms.ts'

const WHEN = { always: 'always', on_failure: 'when it failed', never: 'never' } as const

/** Who is told of the job's end, and when. */
function deliverWords(deliver: JobDetail['deliver']): string {
  if (deliver === null) return 'nobody'
  return `${deliver.to}, ${WHEN[deliver.when]}${deliver.output ? ', with the end of its output' : ''}`
}

/** What was asked for, in full, and in the forms it can be sent again. */
export function RequestTab({ job, runs }: { readonly job: JobDetail; readonly runs: readonly Run[] }) {
  const rest = useRest()
  const command = useCommand()
  const toast = useToast()
  const copy = (form: string, text: string) => {
    void navigator.clipboard.writeText(text)
    toast({ text: `${form} copied` })
  }
  const budgets = budgetsSchema.parse(job.budgets)
  const policy = policySchema.parse(job.policy)
  return (
    <div className="grid grid-cols-2 items-start gap-4 p-6 max-lg:grid-cols-1">
      <div className="flex flex-col gap-4">
        <Panel title="Payload">
          <RequestFacts type={job.type} payload={job.payload} quiet />
        </Panel>
        <MayDo job={job} runs={runs} />
        {job.trust !== null && <TrustPanel job={job.id} runs={runs} />}
        <Panel title="Budgets">
          <Facts
            facts={budgetFields().map((field) => {
              const value = budgets[nameIn(field.path, budgets)]
              const unit = field.kind === 'whole_number' ? field.unit : ''
              if (value === undefined) return [field.title, 'default']
              return [field.title, unit === 'bytes' ? formatBytes(value) : withUnit(value, unit)]
            })}
          />
        </Panel>
        <Panel title="Policy">
          <Facts
            facts={policyFields().map((field) => {
              const value = policy[nameIn(field.path, policy)]
              return [field.title, <PolicyValue key="value" value={value} />]
            })}
          />
        </Panel>
        <Panel title="Queueing">
          <Facts
            facts={[
              ['Workspace', job.workspace],
              ['Requires', job.requires.join(', ') || 'nothing'],
              ['Priority', String(job.priority)],
              ['Attempts', `${job.attempts} of ${job.max_attempts} used`],
              ['Not before', job.run_at === null ? '–' : <Time key="run-at" at={job.run_at} show="exact" />],
              ['Idempotency key', job.idempotency_key ?? '–'],
              ['Tells of its end', deliverWords(job.deliver)],
              ['Compatibility', job.compat ?? 'none'],
              ['Added', <Time key="added" at={job.created_at} show="exact" />],
              [
                'Id',
                <span key="id" className="font-mono break-all">
                  {job.id}
                </span>,
              ],
            ]}
          />
        </Panel>
      </div>
      <Panel
        title="As JSON"
        aside={
          <>
            <Button size="small" icon={CopyIcon} onClick={() => copy('JSON', requestJson(job))}>
              Copy JSON
            </Button>
            <Button size="small" icon={CopyIcon} onClick={() => copy('Command', addCommand(job, command))}>
              Copy CLI command that adds it again
            </Button>
            <Button
              size="small"
              icon={CopyIcon}
              disabled={rest === undefined}
              onClick={() => rest !== undefined && copy('curl', curlCommand(job, rest))}
            >
              Copy curl
            </Button>
          </>
        }
      >
        <TextBlock label="Request as JSON" text={requestJson(job)} className="max-h-none" />
      </Panel>
    </div>
  )
}

function Facts({ facts }: { readonly facts: readonly (readonly [string, React.ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[10rem_minmax(0,1fr)] gap-x-4 gap-y-1.5">
      {facts.map(([name, fact]) => (
        <Fragment key={name}>
          <dt className="text-ink-3">{name}</dt>
          <dd className="min-w-0 break-words">{fact}</dd>
        </Fragment>
      ))}
    </dl>
  )
}

function YesNo({ yes }: { readonly yes: boolean }) {
  const Sign = yes ? CheckIcon : CrossIcon
  return (
    <span className="inline-flex items-center gap-1.5">
      <Sign size={14} className="text-ink-3" />
      {yes ? 'Allowed' : 'Not allowed'}
    </span>
  )
}

/** The member of `value` that a field stands for; one that may be left out need not be there. */
function nameIn<T extends object>(path: readonly string[], value: T): keyof T {
  const name = path.at(-1)
  // The fields were made from the schema of this very value.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  if (name !== undefined && !Object.hasOwn(Object.prototype, name)) return name as keyof T
  throw new Error(`There is no member ${name ?? ''} of ${Object.keys(value).join(', ')}.`)
}

function PolicyValue({ value }: { readonly value: Policy[keyof Policy] }) {
  if (typeof value === 'boolean') return <YesNo yes={value} />
  if (value === undefined) return 'default'
  return typeof value === 'string' ? value : value.join(', ') || 'none'
}
