import { z } from 'zod'
import { jobStateSchema, type JobCounts, JOB_STATES, type JobState } from '#schemas'
import { type Queries, queriesOf, type Query, type ReadConnection, type ReaderTask, type Store } from '#core/record'
import { withIndex } from '../search/with-index.ts'
import { indexedOf } from './indexed.ts'
import { createRangeReader, type RangeReader } from './list-jobs.ts'
import { type ResolvedFilter, resolvedFilterSchema } from './resolved-filter.ts'

export const countsResult = z.strictObject({
  counts: z.record(z.enum(JOB_STATES), z.int()),
  capped_at: z.int().nullable(),
})

export const COUNT_CAP = 10_000
/** To begin somewhere in the matches of a common word costs as much as going through so many of them. */
const SPAN_COST = 150
/** Numbers nearer to each other than this are gone through together. */
const NEAR = 600
const MOST_LISTED = 20_000

interface Seen {
  readonly seq: number
  readonly state: string
}

interface Counting {
  readonly reader: RangeReader<Seen>
  /** Jobs of each state, whatever the filter. */
  readonly totals: () => JobCounts
  /** Jobs of a state below a number. */
  readonly seqs: Query<{ state: string; before: number; limit: number }, { seq: number }>
}
const countings = new WeakMap<ReadConnection, Counting>()

/** Counts per state under filters, exact up to the cap. Runs on the reader thread, since a rare filter goes through many rows. */
export const countJobs: ReaderTask = async (database, input) => {
  const filter = resolvedFilterSchema.parse(input)
  const counts = await withIndex(database, () => {
    const counting = countings.get(database) ?? countingOf(database)
    return (filter.q?.trim() ?? '') === '' ? countStates(counting, filter) : countMatches(counting, filter)
  })
  const capped = JOB_STATES.some((state) => counts[state] > COUNT_CAP)
  for (const state of JOB_STATES) counts[state] = Math.min(counts[state], COUNT_CAP)
  return { counts, capped_at: capped ? COUNT_CAP : null }
}

function countingOf(database: ReadConnection): Counting {
  const queries = queriesOf(database)
  const counting: Counting = {
    reader: createRangeReader<Seen>(queries, 'job.seq, job.state', indexedOf(database)),
    totals: createJobCounts(queries),
    seqs: queries.query(
      'SELECT seq FROM job INDEXED BY job_state WHERE state = :state AND seq < :before ORDER BY seq DESC LIMIT :limit',
    ),
  }
  countings.set(database, counting)
  return counting
}

/** State by state: an index leads to the jobs of each. */
async function countStates({ reader }: Counting, filter: ResolvedFilter): Promise<JobCounts> {
  const everywhere = { after: 0, before: Number.MAX_SAFE_INTEGER }
  const found = emptyCounts()
  for (const state of JOB_STATES)
    found[state] = (await reader.search({ ...filter, state: [state] }, everywhere, 'newest', COUNT_CAP + 1)).length
  return found
}

/**
 * All states in one pass over what has the text, newest first, until each is known: over the cap, or all its jobs are seen.
 * Where the jobs of those that are not known lie close together, only what lies there is gone through.
 */
async function countMatches(counting: Counting, filter: ResolvedFilter): Promise<JobCounts> {
  const { reader, totals } = counting
  const all = totals()
  const found = emptyCounts()
  const unknown = new Set(JOB_STATES.filter((state) => all[state] > 0))
  const jobs = JOB_STATES.reduce((sum, state) => sum + all[state], 0)
  const count = (rows: readonly Seen[]) => {
    for (const row of rows) {
      const state = jobStateSchema.parse(row.state)
      found[state] += 1
      if (found[state] > COUNT_CAP || found[state] >= all[state]) unknown.delete(state)
    }
  }
  let matched = 0
  let before = Number.MAX_SAFE_INTEGER
  let text: boolean | undefined
  for (let asked = -1; unknown.size > 0 && unknown.size !== asked;) {
    asked = unknown.size
    const spans = text === true && matched > COUNT_CAP ? spansOfStates(counting, [...unknown], before, jobs) : undefined
    const within = spans ?? [{ after: 0, before }]
    for await (const { rows, after, byText } of reader.parts({ ...filter, state: [...unknown] }, within, text)) {
      text ??= byText
      matched += rows.length
      count(rows)
      before = after + 1
      if (unknown.size < asked) break
    }
  }
  return found
}

/** Where the jobs of some states lie below a number, newest first; undefined where going through everything costs less. */
function spansOfStates({ seqs }: Counting, states: readonly JobState[], before: number, jobs: number) {
  const spans: { after: number; before: number }[] = []
  let width = 0
  const limit = Math.ceil(jobs / SPAN_COST)
  const listed = states.flatMap((state) => seqs.all({ state, before, limit: MOST_LISTED + 1 }))
  if (listed.length > MOST_LISTED) return undefined
  for (const { seq } of listed.toSorted((a, b) => b.seq - a.seq)) {
    const last = spans.at(-1)
    if (last !== undefined && last.after + 1 - seq <= NEAR) {
      width += last.after + 1 - seq
      last.after = seq - 1
    } else {
      spans.push({ after: seq - 1, before: seq + 1 })
      width += 1
    }
    if (spans.length > limit) return undefined
  }
  return width + spans.length * NEAR < before ? spans : undefined
}

/** How many jobs each state has, kept by triggers. */
export function createJobCounts(queries: Queries | Store): () => JobCounts {
  const rows = queries.query<object, { state: string; n: number }>('SELECT state, n FROM job_count')
  return () => {
    const counts = emptyCounts()
    for (const row of rows.all({})) counts[jobStateSchema.parse(row.state)] = row.n
    return counts
  }
}

export function emptyCounts(): JobCounts {
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
