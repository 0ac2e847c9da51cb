import type { JobState, OperationAct, OperationOutcome, OperationSkip } from '#schemas'
import type { JobRow } from '../job-table.ts'

/** States out of which a job is cancelled at once; a running one is told to stop. */
export const CANCELLABLE = [
  'queued',
  'scheduled',
  'retrying',
  'held',
  'awaiting_approval',
] as const satisfies JobState[]
/** States out of which a job is queued with all its attempts. */
export const RETRYABLE = ['failed', 'cancelled', 'held', 'retrying', 'scheduled'] as const satisfies JobState[]
/** States out of which a waiting job is queued with the attempts it has left. */
export const REQUEUABLE = ['held', 'retrying', 'scheduled'] as const satisfies JobState[]
/** States of jobs that have not ended. */
export const OPEN_STATES = [...CANCELLABLE, 'running'] as const

/** What an operation does to a job as it is. */
export type Decision = { readonly outcome: OperationOutcome } | { readonly skip: OperationSkip }

/** The columns a decision rests on. */
export type Decided = Pick<JobRow, 'state' | 'cancel_requested' | 'priority'>

export function decide(act: OperationAct, priority: number | null, job: Decided): Decision {
  if (act === 'priority') {
    if (!isOneOf(OPEN_STATES, job.state)) return { skip: 'ended' }
    return job.priority === priority ? { skip: 'same_priority' } : { outcome: 'reprioritized' }
  }
  if (act === 'cancel') {
    if (job.state === 'running')
      return job.cancel_requested === 1 ? { skip: 'stopping_already' } : { outcome: 'stopping' }
    return isOneOf(CANCELLABLE, job.state) ? { outcome: 'cancelled' } : { skip: 'ended' }
  }
  return isOneOf(act === 'retry' ? RETRYABLE : REQUEUABLE, job.state)
    ? { outcome: 'queued' }
    : { skip: whyNotQueued(job.state) }
}

function whyNotQueued(state: string): OperationSkip {
  switch (state) {
    case 'queued':
      return 'queued_already'
    case 'running':
      return 'running'
    case 'awaiting_approval':
      return 'awaiting_approval'
    default:
      return 'ended'
  }
}

function isOneOf(states: readonly string[], state: string): boolean {
  return states.includes(state)
}
