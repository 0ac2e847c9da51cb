import type { Core } from '#core'
import type { JobDetail, Run } from '#schemas'
import { claimRow, completeRow, row } from '../support/dali.ts'
import { testCore } from '../support/test-core.ts'

/** The one job most ledgers of these tests are about, and rows of it. */
export const ID = 'job-example01'
export const claim = (worker?: string, lease?: number) => claimRow(ID, worker, lease)
export const complete = (result: unknown = { inputs_considered: 1, bytes_read: 7 }, worker?: string) =>
  completeRow(ID, result, worker)
export const fail = (error: string) =>
  row({ ts_utc: '2026-02-22T11:12:25Z', event: 'fail', job_id: ID, worker_id: 'w1', error })

export function withoutWorkers() {
  return testCore({ slots: 0 })
}

export function only(core: Core, id = ID): { job: JobDetail; runs: Run[] } {
  return core.jobs.get(id)
}
