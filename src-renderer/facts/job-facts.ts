import type { Job, JobState } from '#schemas'
import { formatWait } from '#schemas/format'
import { waitingText, waitingWord } from '#schemas/texts'
import { outcomeText } from './outcome-text.ts'

/** One budget of a job as a meter shows it. */
export interface BudgetUse {
  readonly label: 'time' | 'tools' | 'output'
  readonly used: number
  readonly limit: number
  readonly measure: 'duration' | 'count' | 'bytes'
}

/** Used against limit of each budget, for the last run. */
export function budgetUses({ budgets, usage }: Pick<Job, 'budgets' | 'usage'>): BudgetUse[] {
  const { wall_ms, tool_calls, output_bytes } = usage ?? { wall_ms: 0, tool_calls: 0, output_bytes: 0 }
  return [
    { label: 'time', used: wall_ms, limit: budgets.max_wall_time_sec * 1000, measure: 'duration' },
    { label: 'tools', used: tool_calls, limit: budgets.max_tool_calls, measure: 'count' },
    { label: 'output', used: output_bytes, limit: budgets.max_output_bytes, measure: 'bytes' },
  ]
}

/** The budget that is nearest to its limit; undefined before the first run. */
export function tightestBudget(job: Pick<Job, 'budgets' | 'usage'>): BudgetUse | undefined {
  if (job.usage === null) return undefined
  return budgetUses(job).toSorted((a, b) => shareOf(b) - shareOf(a))[0]
}

function shareOf({ used, limit }: BudgetUse): number {
  return limit === 0 ? Math.min(used, 1) : used / limit
}

/** What a state's mark says, where the job says more than its state: `Retrying in 40 s`, `Stopping`. */
export function stateWord(job: Job, nowMs: number): string | undefined {
  if (job.state === 'running' && job.cancel_requested) return 'Stopping'
  if (job.state === 'retrying' && job.run_at !== null) return `Retrying ${formatWait(Date.parse(job.run_at) - nowMs)}`
  if (job.state === 'queued' && job.waiting_reason !== null && job.waiting_reason.code !== 'starting')
    return waitingWord(job.waiting_reason, nowMs)
  return undefined
}

/** Why a job stands where it stands, in a line; empty when there is nothing to say but its state and verdict. */
export function reasonOf(job: Job, nowMs: number): string {
  if (job.waiting_reason !== null) return waitingText(job.waiting_reason, nowMs)
  if (job.cancel_requested && job.state === 'running') return 'Told to stop; it ends at its next step.'
  return outcomeText(job)
}

export function canCancel(state: JobState): boolean {
  return !['succeeded', 'failed', 'cancelled'].includes(state)
}

/** Whether a job in this state can be queued with all its attempts. */
export function canRetry(state: JobState): boolean {
  return state === 'failed' || state === 'cancelled' || canRequeue(state)
}

/** Whether a job in this state can go now, with the attempts it has left. */
export function canRequeue(state: JobState): boolean {
  return state === 'held' || state === 'retrying' || state === 'scheduled'
}
