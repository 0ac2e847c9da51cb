import { z } from 'zod'
import { JOB_STATES } from '#schemas'
import { jobFilterSchema } from '#schemas/contract'
import { nextTurn, type ReaderTask } from '#core/record'
import { COUNT_CAP, countSql, emptyCounts, filterParams } from './list-jobs.ts'

export const countsResult = z.strictObject({
  counts: z.record(z.enum(JOB_STATES), z.int()),
  capped_at: z.int().nullable(),
})

/** Counts per state under filters, exact up to the cap. Runs on the reader thread, since a rare filter scans a state. */
export const countJobs: ReaderTask = async (database, input) => {
  const params = filterParams(jobFilterSchema.parse(input))
  const sql = countSql(params.types !== '')
  const count = database.prepare<[typeof params & { state: string; cap: number }], { n: number }>(sql)
  const counts = emptyCounts()
  let capped = false
  for (const state of JOB_STATES) {
    const n = count.get({ ...params, state, cap: COUNT_CAP + 1 })?.n ?? 0
    counts[state] = Math.min(n, COUNT_CAP)
    capped ||= n > COUNT_CAP
    await nextTurn()
  }
  return { counts, capped_at: capped ? COUNT_CAP : null }
}
