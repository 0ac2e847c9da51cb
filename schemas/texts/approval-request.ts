import type { Approval, ApprovalSnapshot } from '../approval.ts'
import { formatDuration } from '../format/index.ts'

/** One fact of a request: what it is about, and what it says. */
export type RequestFact = readonly [name: string, words: string]

/**
 * What would happen beside the commands, fact by fact, for whoever decides in plain text: a terminal, a native dialog.
 * @param line how text of a job is shown on one line there, so that nothing in it is disguised
 */
export function requestFacts(snapshot: ApprovalSnapshot, line: (text: string) => string): RequestFact[] {
  const { workspace, environment, secrets, network, attempts, if_rejected, policy, budgets } = snapshot
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
  return [
    ['Workspace', `${workspace.name}, ${line(workspace.path)}`],
    ['May', may.length === 0 ? 'read the workspace' : may.join(', ')],
    ['Network', net],
    ['Variables', environment.length === 0 ? 'none' : environment.map(line).join(', ')],
    ['Secrets', secrets.length === 0 ? 'none' : secrets.join(', ')],
    [
      'Time',
      `${formatDuration(budgets.max_wall_time_sec * 1000)}, up to ${attempts} ${attempts === 1 ? 'run' : 'runs'}`,
    ],
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
