import type { Job, JobState, WaitingReason } from '#schemas'
import type { Api } from '../reach/api.ts'
import { changes } from './changes.ts'

/** A job with its runs and artifacts, as `jobs.get` gives it. */
export type JobView = Awaited<ReturnType<Api['jobs']['get']>>

export interface SettleListener {
  /** Called once for each job that came to rest, in the order they did. */
  readonly settled?: (view: JobView) => void
  /** Called when a job waits for something a person may have to do, once for each kind of reason. */
  readonly waits?: (job: Job, reason: WaitingReason) => void
}

const AT_REST: ReadonlySet<JobState> = new Set<JobState>(['succeeded', 'failed', 'cancelled', 'held'])

/** Reasons that end by themselves before long are nothing to tell. */
const PASSING: ReadonlySet<WaitingReason['code']> = new Set<WaitingReason['code']>(['starting', 'no_free_slot'])

/**
 * Waits until every job of `ids` came to rest: succeeded, failed, cancelled or held.
 * @returns the jobs in the order of `ids`; those still on their way when `signal` aborted are missing
 */
export async function settle(
  api: Api,
  ids: readonly string[],
  signal: AbortSignal,
  { settled, waits }: SettleListener,
): Promise<JobView[]> {
  const done = new Map<string, JobView>()
  const told = new Set<string>()
  for await (const _ of changes(api, signal)) {
    const open = ids.filter((id) => !done.has(id))
    const views = await Promise.all(open.map((id) => api.jobs.get({ id })))
    for (const view of views) {
      const { job } = view
      if (AT_REST.has(job.state)) {
        done.set(job.id, view)
        settled?.(view)
      } else if (job.waiting_reason !== null && !PASSING.has(job.waiting_reason.code)) {
        const key = `${job.id} ${job.waiting_reason.code}`
        if (!told.has(key)) waits?.(job, job.waiting_reason)
        told.add(key)
      }
    }
    if (done.size === ids.length) break
  }
  return ids.flatMap((id) => done.get(id) ?? [])
}

/** Whether a job did what it was for: it succeeded, and where it tested something, the tests passed. */
export function didWell(job: Job): boolean {
  return job.state === 'succeeded' && (job.verdict === null || job.verdict === 'passed')
}
