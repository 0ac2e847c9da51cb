import { useQuery } from '@tanstack/react-query'
import { jobSpecSchema } from '#schemas'
import { sandboxLevelTexts } from '#schemas/texts'
import { statusQuery, useClient, workspacesQuery } from '../../app/index.ts'
import {
  ArgvBoxes,
  Button,
  CancelledIcon,
  CheckIcon,
  type Icon,
  ShieldIcon,
  StateMark,
} from '../../components/index.ts'
import { mayDo } from '../../facts/index.ts'
import type { StepProps } from './steps.ts'
import { DEMO, plannedFor } from './plan.ts'

/** Each job with what it will and may not do, and how far the machine holds it to that. Nothing has run yet. */
export function DryRun({ ws, onDone }: StepProps) {
  const client = useClient()
  const { data: status } = useQuery(statusQuery(client))
  const { data: workspaces } = useQuery(workspacesQuery(client))
  const path = workspaces?.find(({ name }) => name === ws)?.path
  const planned = plannedFor(ws)
  return (
    <>
      <p className="max-w-[72ch] text-field text-ink-2">
        {planned.length === 1 ? 'One job' : `${planned.length} jobs`} in{' '}
        {ws === DEMO ? 'the demo workspace' : <strong className="font-strong text-ink">{ws}</strong>}
        {path !== undefined && (
          <>
            , <span className="font-mono break-all">{path}</span>
          </>
        )}
        . Nothing has run yet. Each may do what is listed here and nothing else.
      </p>
      <ol className="mt-4 divide-y divide-line rounded-lg border border-line bg-surface">
        {planned.map(({ title, why, spec }) => {
          const { will, willNot, limits } = mayDo(jobSpecSchema.parse({ ...spec, workspace: ws }))
          return (
            <li key={title} className="px-5 py-4">
              <h3 className="font-strong">{title}</h3>
              <p className="text-ink-2">{why}</p>
              <div className="mt-2 grid gap-x-8 gap-y-2 sm:grid-cols-2">
                <Lines icon={CheckIcon} label="It will" lines={will} />
                <Lines icon={CancelledIcon} label="It may not" lines={willNot} />
              </div>
              {spec.type === 'test_runner_task' && (
                <div className="mt-2 flex flex-col gap-1 pl-6">
                  {spec.payload.commands.map((argv) => (
                    <ArgvBoxes key={argv.join('\0')} argv={argv} />
                  ))}
                </div>
              )}
              <p className="mt-2 text-ink-2">
                <span className="text-ink-3">At most </span>
                {limits.join(' · ')}
              </p>
            </li>
          )
        })}
        {status?.sandbox && (
          <li className="flex flex-wrap items-start gap-x-3 gap-y-1 px-5 py-3">
            <span className="inline-flex items-center gap-2">
              <ShieldIcon className="text-ink-3" />
              <StateMark of="sandbox" state={status.sandbox.level} />
            </span>
            <span className="text-ink-2">{sandboxLevelTexts[status.sandbox.level].sentence}</span>
          </li>
        )}
      </ol>
      <div className="mt-4">
        <Button look="primary" onClick={() => onDone()}>
          Go on: run {planned.length === 1 ? 'it' : 'them'}
        </Button>
      </div>
    </>
  )
}

function Lines({ icon: Sign, label, lines }: { icon: Icon; label: string; lines: readonly string[] }) {
  return (
    <div>
      <h4 className="mb-1 text-meta text-ink-3">{label}</h4>
      <ul className="flex flex-col gap-1">
        {lines.map((line) => (
          <li key={line} className="flex items-start gap-2">
            <Sign className="mt-0.5 text-ink-3" />
            <span className="min-w-0 break-words">{line}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
