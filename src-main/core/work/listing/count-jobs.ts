import { z } from 'zod'
import { jobStateSchema, type JobState, JOB_STATES } from '#schemas'
import { nextTurn, queriesOf, type ReaderTask, type Store } from '#core/record'
import { withWords } from '../search/with-words.ts'
import { createRangeReader, type RangeReader } from './list-jobs.ts'
import { resolvedFilterSchema } from './resolved-filter.ts'

export const countsResult = z.strictObject({
  counts: z.record(z.enum(JOB_STATES), z.int()),
  capped_at: z.int().nullable(),
})

export const COUNT_CAP = 10_000
/** Rows looked at between two turns, so that pages and searches of the same thread come between. */
const PAGE = 4000

type Seen = { seq: number; state: string }
const readers = new WeakMap<object, RangeReader<Seen>>()

/**
 * Counts per state under filters, exact up to the cap. Runs on the reader thread, since a rare filter goes through many rows.
 * One pass over what matches, which leaves out a state once it has reached the cap.
 */
export const countJobs: ReaderTask = async (database, input) => {
  const reader = readers.get(database) ?? createRangeReader<Seen>(queriesOf(database), 'job.seq, job.state')
  readers.set(database, reader)
  const filter = resolvedFilterSchema.parse(input)
  const counts = await withWords(database, filter.q, async () => {
    const found = emptyCounts()
    for (const state of JOB_STATES) found[state] = await countState(reader, { ...filter, state: [state] })
    return found
  })
  const capped = JOB_STATES.some((state) => counts[state] > COUNT_CAP)
  for (const state of JOB_STATES) counts[state] = Math.min(counts[state], COUNT_CAP)
  return { counts, capped_at: capped ? COUNT_CAP : null }
}

async function countState(reader: RangeReader<Seen>, filter: z.infer<typeof resolvedFilterSchema>): Promise<number> {
  let count = 0
  let before = Number.MAX_SAFE_INTEGER
  for (;;) {
    const limit = Math.min(PAGE, COUNT_CAP + 1 - count)
    const rows = reader.read(filter, { after: 0, before }, 'newest', limit)
    count += rows.length
    if (rows.length < limit || count > COUNT_CAP) return count
    before = rows.at(-1)?.seq ?? 0
    await nextTurn()
  }
}

/** How many jobs each state has, kept by triggers. */
export function createJobCounts(store: Store): () => Record<JobState, number> {
  const rows = store.query<object, { state: string; n: number }>('SELECT state, n FROM job_count')
  return () => {
    const counts = emptyCounts()
    for (const row of rows.all({})) counts[jobStateSchema.parse(row.state)] = row.n
    return counts
  }
}

export function emptyCounts(): Record<JobState, number> {
  return {
    scheduled: 0,
    awaiting_approval: 0,
    held: 0,
    queued: 0,
    running: 0,
    retrying: 0,
    succeeded: 0,
    failed: 0,
    cancelled: 0,
  }
}
