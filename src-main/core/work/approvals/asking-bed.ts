import { approvalRuleSpecSchema, type ApprovalRuleSpec, isInterlockError, type JobSpecInput } from '#schemas'
import { COMMANDS, type Queue } from '../test-bed.ts'

export const CAPS = 'repo_tools'

/** What differs of a job from the usual one. */
export type Over = Omit<Partial<JobSpecInput>, 'type' | 'payload'>

export function aTestRun(commands: string[][], over: Over = {}, timeout_sec = 60): Partial<JobSpecInput> {
  return { type: 'test_runner_task', payload: { commands, timeout_sec }, policy: COMMANDS, ...over }
}

/** A rule that asks about every job, or about those it names. */
export function aRule(queue: Queue, over: Partial<ApprovalRuleSpec> = {}) {
  return queue.approvals.rules.set({ spec: approvalRuleSpecSchema.parse({ name: 'Look at it', ...over }) }, 'operator')
}

/** What waits for a decision about a job. */
export function asked(queue: Queue, job: string) {
  const [approval] = queue.approvalActs.list({ filter: { job, state: ['pending'] }, limit: 5 }).items
  if (approval === undefined) throw new Error(`Nothing waits for a decision about ${job}.`)
  return approval
}

/** The same as whoever decides names it. */
export function seenOf(queue: Queue, job: string) {
  const { id, hash } = asked(queue, job)
  return { id, hash }
}

export const stateOf = (queue: Queue, job: string) => queue.jobs.byId(job)?.state

/** The code with which an act is refused. */
export async function codeOf(act: Promise<unknown>): Promise<string> {
  const thrown = await act.then(
    () => 'nothing thrown',
    (error: unknown) => error,
  )
  return isInterlockError(thrown) ? thrown.code : String(thrown)
}

/** Writes to the tables as somebody would who got at the file. */
export function forge(queue: Queue, sql: string): Promise<number> {
  const statement = queue.store.change<object>(sql)
  return queue.store.write((write) => statement.run(write, {}))
}

/** A test run as whoever sends it writes it, with its budgets. */
export function aSent(command: string[]) {
  return {
    ...aTestRun([command]),
    budgets: { max_wall_time_sec: 60, max_tool_calls: 50, max_output_bytes: 1_048_576, max_concurrency_slots: 1 },
  }
}
