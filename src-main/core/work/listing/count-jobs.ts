import { z } from 'zod'
import { jobStateSchema, type JobState, JOB_STATES } from '#schemas'
import { queriesOf, type ReadConnection, type ReaderTask, type Store } from '#core/record'
import { withIndex } from '../search/with-index.ts'
import { createRangeReader, type RangeReader } from './list-jobs.ts'
import { resolvedFilterSchema } from './resolved-filter.ts'
import { indexedSpans } from './windows.ts'

export const countsResult = z.strictObject({
  counts: z.record(z.enum(JOB_STATES), z.int()),
  capped_at: z.int().nullable(),
})

export const COUNT_CAP = 10_000
type Seen = { seq: number; state: string }
const readers = new WeakMap<ReadConnection, RangeReader<Seen>>()

/** Counts per state under filters, exact up to the cap. Runs on the reader thread, since a rare filter goes through many rows. */
export const countJobs: ReaderTask = async (database, input) => {
  const filter = resolvedFilterSchema.parse(input)
  const counts = await withIndex(database, async () => {
    const reader = readers.get(database) ?? readerOf(database)
    const found = emptyCounts()
    for (const state of JOB_STATES) found[state] = await countState(reader, { ...filter, state: [state] })
    return found
  })
  const capped = JOB_STATES.some((state) => counts[state] > COUNT_CAP)
  for (const state of JOB_STATES) counts[state] = Math.min(counts[state], COUNT_CAP)
  return { counts, capped_at: capped ? COUNT_CAP : null }
}

function readerOf(database: ReadConnection): RangeReader<Seen> {
  const queries = queriesOf(database)
  const reader = createRangeReader<Seen>(queries, 'job.seq, job.state', indexedSpans(queries))
  readers.set(database, reader)
  return reader
}

async function countState(reader: RangeReader<Seen>, filter: z.infer<typeof resolvedFilterSchema>): Promise<number> {
  const everywhere = { after: 0, before: Number.MAX_SAFE_INTEGER }
  return (await reader.search(filter, everywhere, 'newest', COUNT_CAP + 1)).length
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
