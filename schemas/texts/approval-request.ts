import type { Approval, ApprovalSnapshot, JobDifference } from '../approval.ts'
import { differencesOf } from '../differences.ts'
import { formatBytes, formatCount, formatDuration } from '../format/index.ts'

/** One fact of a request: what it is about, and what it says. */
export type RequestFact = readonly [name: string, words: string]

/**
 * What would happen beside the commands, fact by fact, for whoever decides in plain text: a terminal, a native dialog.
 * @param line how text of a job is shown on one line there, so that nothing in it is disguised
 */
export function requestFacts(snapshot: ApprovalSnapshot, line: (text: string) => string): RequestFact[] {
  const { workspace, environment, secrets, network, attempts, if_rejected, policy, budgets, step, inputs } = snapshot
  const said = saidInputs(inputs)
  const net = network.full
    ? 'all of it, services of this machine included'
    : network.hosts.length === 0
      ? 'none'
      : network.hosts.map(line).join(', ')
  const may = [
    ...(policy.allow_subprocess ? ['start commands'] : []),
    ...(policy.write_workspace ? ['write in the workspace'] : []),
    ...(policy.write_git ? ['write in .git'] : []),
    ...policy.allowed_tools.map(line),
  ]
  const toolchains = workspace.toolchains.length === 0 ? '' : `, with ${workspace.toolchains.map(line).join(', ')}`
  return [
    ...(step === null ? [] : [['Step', `${line(step.tool)} ${line(JSON.stringify(step.args))}`] as const]),
    ...(said.length === 0 ? [] : [['Inputs', line(JSON.stringify(Object.fromEntries(said)))] as const]),
    // It was asked for while the workspace was gone.
    ['Workspace', `${workspace.name}, ${workspace.path === '' ? 'removed' : line(workspace.path)}${toolchains}`],
    ['May', may.length === 0 ? 'read the workspace' : may.join(', ')],
    [
      'Sandbox',
      `at least ${policy.min_sandbox}${workspace.floor === null ? '' : `, lowered to ${workspace.floor} in this workspace`}`,
    ],
    ['Network', net],
    ['Variables', environment.length === 0 ? 'none' : environment.map(line).join(', ')],
    ['Secrets', secrets.length === 0 ? 'none' : secrets.join(', ')],
    [
      'Time',
      `${formatDuration(budgets.max_wall_time_sec * 1000)}, up to ${attempts} ${attempts === 1 ? 'run' : 'runs'}`,
    ],
    ['Limits', limitWords(budgets).join(', ')],
    ['If rejected', if_rejected === 'job_cancelled' ? 'the job is cancelled' : 'the step is left out'],
  ]
}

/** What becomes of a request that nobody answers, as it follows the moment. */
export function timeoutWords({ on_timeout }: Pick<Approval, 'on_timeout'>): string {
  return `then it is ${on_timeout === 'reject' ? 'rejected' : 'approved'}`
}

/** A value before or after a change. */
export function valueWords(value: unknown, line: (text: string) => string): string {
  return value === null ? 'nothing' : line(JSON.stringify(value))
}

/** In what this request differs from the one in whose place it was asked, as far as it says what would happen. */
export function changesSince(before: ApprovalSnapshot, now: ApprovalSnapshot): JobDifference[] {
  return differencesOf(effectsIn(before), effectsIn(now))
}

/** What would happen, without the hashes over it and without who asks. */
function effectsIn({ v: _v, kind: _kind, job: _job, asked: _asked, step, ...effects }: ApprovalSnapshot): unknown {
  return { ...effects, step: step === null ? null : { tool: step.tool, args: step.args } }
}

function limitWords({ max_tool_calls, max_output_bytes, ...rest }: ApprovalSnapshot['budgets']): string[] {
  const { max_memory_bytes, max_processes } = rest
  return [
    `${formatCount(max_tool_calls)} tool ${max_tool_calls === 1 ? 'call' : 'calls'}`,
    `${formatBytes(max_output_bytes)} of output`,
    ...(max_memory_bytes === undefined ? [] : [`${formatBytes(max_memory_bytes)} of memory`]),
    ...(max_processes === undefined ? [] : [`${formatCount(max_processes)} processes`]),
  ]
}

/** What the payload says beside its commands. Steps that say nothing but their command are left out. */
export function saidInputs(inputs: unknown): [name: string, value: unknown][] {
  return typeof inputs === 'object' && inputs !== null
    ? Object.entries(inputs).filter(([, value]) => !saysNothing(value))
    : []
}

function saysNothing(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every(saysNothing)
}
