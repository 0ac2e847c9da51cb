import type { ReactNode } from 'react'
import { type ApprovalDetail, type ApprovalSnapshot, jobTypeSchema } from '#schemas'
import { formatBytes, formatCount, formatDuration } from '#schemas/format'
import { approvalReasonText, saidInputs, typeLabel } from '#schemas/texts'
import { PathLink } from '../../app/index.ts'
import { ArgvBoxes, Hash, Id, linkClass, Spelt, WarningIcon } from '../../components/index.ts'
import { actorWords } from '../../facts/index.ts'
import { payloadFields, withUnit } from '../new-job/fields.ts'
import { dispatchWords } from '../policies/rule-words.ts'

/** Exactly what would happen: nothing cut, nothing to scroll sideways. */
export function Request({ detail: { snapshot, commands, approval } }: { readonly detail: ApprovalDetail }) {
  if (snapshot === null)
    return (
      <p className="flex items-start gap-2 text-bad">
        <WarningIcon className="mt-0.5" />
        What was asked cannot be read any more: somebody wrote to it. It can only be rejected.
      </p>
    )
  const { workspace, secrets, environment, asked, attempts, requires } = snapshot
  return (
    <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-4 gap-y-3 max-sm:grid-cols-1 max-sm:gap-y-1">
      <Line name="Asked by">
        {actorWords(asked.by)}
        {asked.dispatch !== 'api' && `, started ${dispatchWords[asked.dispatch]}`} · job{' '}
        <PathLink to={`/jobs/${snapshot.job.id}`} className={linkClass}>
          <Id id={snapshot.job.id} />
        </PathLink>
        {approval.run !== null && (
          <>
            , run <Id id={approval.run} />
          </>
        )}
      </Line>
      <Line name="Because">
        <ul>
          {asked.reasons.map((reason, at) => (
            <li key={at} className="break-words">
              <Spelt text={approvalReasonText(reason)} />
            </li>
          ))}
        </ul>
      </Line>
      <Line name={snapshot.step === null ? 'Does' : 'This step'}>
        {snapshot.step !== null && <p className="mb-1 font-mono">{snapshot.step.tool}</p>}
        {commands.length > 0 ? (
          <ol className="flex flex-col gap-2">
            {commands.map(({ n, argv, cwd, hidden }) => (
              <li key={n}>
                <ArgvBoxes argv={argv} />
                <span className="text-meta text-ink-3">
                  {cwd !== null && (
                    <>
                      in <Spelt text={cwd} line />
                    </>
                  )}
                  {hidden && (
                    <span className="ml-2 text-warn">
                      <WarningIcon size={14} className="inline" /> holds characters that show nothing
                    </span>
                  )}
                </span>
              </li>
            ))}
          </ol>
        ) : (
          <p>{typeLabel(snapshot.job.type)}</p>
        )}
        <Inputs snapshot={snapshot} />
      </Line>
      <Line name="In">
        <span className="font-strong">{workspace.name}</span>{' '}
        {workspace.path === '' ? (
          <span className="text-warn">removed</span>
        ) : (
          <span className="font-mono text-meta break-all text-ink-2">
            <Spelt text={workspace.path} line />
          </span>
        )}
        {workspace.toolchains.length > 0 && <p className="text-ink-2">with {workspace.toolchains.join(', ')}</p>}
        {workspace.floor !== null && <p className="text-warn">its sandbox is lowered to {workspace.floor}</p>}
      </Line>
      <Line name="May">
        {mayWords(snapshot).map((words) => (
          <p key={words}>{words}</p>
        ))}
      </Line>
      <Line name="Environment">
        {environment.length === 0 && secrets.length === 0
          ? 'nothing beyond the usual'
          : [...environment, ...secrets.map((name) => `${name} = secret ${name}`)].map((words) => (
              <p key={words} className="font-mono break-all">
                <Spelt text={words} line />
              </p>
            ))}
      </Line>
      <Line name="Limits">
        {limitWords(snapshot).join(' · ')}
        {requires.length > 0 && <p className="text-ink-2">on a worker that offers {requires.join(', ')}</p>}
      </Line>
      <Line name="Once">
        {attempts === 1
          ? 'One run.'
          : `Up to ${formatCount(attempts)} runs: one more where a run is lost or fails in a way that may pass.`}
      </Line>
      <Line name="If rejected">
        {snapshot.if_rejected === 'step_skipped' ? 'The job goes on without this step.' : 'The job is cancelled.'}
      </Line>
      <Line name="Bound to">
        <Hash hash={approval.hash} />
      </Line>
    </dl>
  )
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}

/** What the payload says beside its commands. */
function Inputs({ snapshot: { inputs, job } }: { readonly snapshot: ApprovalSnapshot }) {
  const said = saidInputs(inputs)
  if (said.length === 0) return null
  const type = jobTypeSchema.safeParse(job.type).data
  const fields = type === undefined ? [] : payloadFields(type)
  return (
    <ul className="mt-1 flex flex-col">
      {said.map(([name, value]) => {
        const field = fields.find(({ path }) => path.at(-1) === name)
        const text = typeof value === 'string' ? value : JSON.stringify(value)
        return (
          <li key={name} className="break-words">
            <span className="text-ink-3">{field?.title ?? name.replaceAll('_', ' ')} </span>
            <span className="font-mono break-all whitespace-pre-wrap">
              <Spelt
                text={typeof value === 'number' && field?.kind === 'whole_number' ? withUnit(value, field.unit) : text}
              />
            </span>
          </li>
        )
      })}
    </ul>
  )
}

function mayWords({ policy, network }: ApprovalSnapshot): string[] {
  return [
    network.full
      ? 'reach all of the network, services of this machine included'
      : network.hosts.length > 0
        ? `reach ${network.hosts.join(', ')} through a proxy, and nothing else`
        : 'reach no network',
    policy.allow_subprocess
      ? `start commands that ${policy.write_workspace ? `write the workspace${policy.write_git ? ' and commit' : ', not its .git'}` : 'only read the workspace'}`
      : 'start no command',
    ...(policy.unix_sockets ? ['make Unix sockets among its own processes'] : []),
    ...(policy.allowed_tools.length > 0 ? [`call ${policy.allowed_tools.join(', ')}`] : []),
    `in a sandbox of at least ${policy.min_sandbox}`,
  ]
}

function limitWords({ budgets }: ApprovalSnapshot): string[] {
  const { max_wall_time_sec, max_tool_calls, max_output_bytes, max_memory_bytes, max_processes } = budgets
  return [
    formatDuration(max_wall_time_sec * 1000),
    `${formatCount(max_tool_calls)} tool calls`,
    `${formatBytes(max_output_bytes)} of output`,
    ...(max_memory_bytes === undefined ? [] : [`${formatBytes(max_memory_bytes)} of memory`]),
    ...(max_processes === undefined ? [] : [`${formatCount(max_processes)} processes`]),
  ]
}
