import { InterlockError, jobStateSchema, type JobState, JOB_STATES } from '#schemas'
import { type JobFilter, jobFilterSchema } from '#schemas/contract'
import { type Queries, queriesOf, type ReaderTask, type Store } from '#core/record'
import { z } from 'zod'
import { type JobRow, shortKey } from './job-table.ts'

export interface JobListing {
  /** Newest first. @throws InterlockError cursor_unreadable */
  page(query: { filter?: JobFilter | undefined; cursor?: string | undefined; limit: number }): {
    rows: JobRow[]
    next: string | null
  }
}

type PageParams = {
  before: number
  limit: number
  types: string
  workspaces: string
  verdicts: string
  since: number
  until: number
  prefix: string
  short: string
  states: string
}

/** A part of the table that one index leads. */
type Range = { state?: string; type?: string; workspace?: string }

/**
 * Pages by keyset on `seq`. Each workspace, type in a state, or state is a range of an index, so that a page costs the same at
 * a million rows; several ranges are merged. The other filters narrow what a range yields.
 */
export function createJobListing(queries: Queries): JobListing {
  const rest = `seq < :before AND created_at >= :since AND created_at < :until
    AND (:states = '' OR state IN (SELECT value FROM json_each(:states)))
    AND (:types = '' OR type IN (SELECT value FROM json_each(:types)))
    AND (:workspaces = '' OR workspace IN (SELECT value FROM json_each(:workspaces)))
    AND (:verdicts = '' OR verdict IN (SELECT value FROM json_each(:verdicts)))
    AND (:prefix = '' OR id = :prefix OR short = :short OR substr(title, 1, length(:prefix)) = :prefix)`
  function within(range: string) {
    return queries.query<PageParams & Range, JobRow>(
      `SELECT * FROM job ${range} AND ${rest} ORDER BY seq DESC LIMIT :limit`,
    )
  }
  const all = within('WHERE true')
  const ofState = within('INDEXED BY job_state WHERE state = :state')
  const ofType = within('INDEXED BY job_type WHERE type = :type AND state = :state')
  const ofWorkspace = within('INDEXED BY job_workspace WHERE workspace = :workspace')

  function rowsOf(states: readonly JobState[] | undefined, filter: JobFilter, params: PageParams): JobRow[] {
    if (filter.workspace !== undefined && filter.workspace.length > 0)
      return unique(filter.workspace).flatMap((workspace) => ofWorkspace.all({ ...params, workspace }))
    if (filter.type !== undefined && filter.type.length > 0)
      return unique(filter.type).flatMap((type) =>
        (states ?? JOB_STATES).flatMap((state) => ofType.all({ ...params, type, state })),
      )
    return states === undefined ? all.all(params) : states.flatMap((state) => ofState.all({ ...params, state }))
  }

  return {
    page({ filter = {}, cursor, limit }) {
      const asked = unique(filter.state ?? [])
      const states = asked.length === 0 || asked.length === JOB_STATES.length ? undefined : asked
      const params = {
        ...filterParams(filter),
        states: listParam(states),
        before: readCursor(cursor),
        limit: limit + 1,
      }
      const rows = rowsOf(states, filter, params).toSorted((a, b) => b.seq - a.seq)
      const page = rows.slice(0, limit)
      return { rows: page, next: rows.length > limit ? String(page.at(-1)?.seq ?? '') : null }
    },
  }
}

const listQuerySchema = z.strictObject({
  filter: jobFilterSchema.optional(),
  cursor: z.string().optional(),
  limit: z.int(),
})

/** Answer of the task: the jobs' numbers and the marker of the next page. */
export const jobSeqs = z.strictObject({ seqs: z.array(z.int()), next: z.string().nullable() })

/** A page by filters that no index leads. */
export const pageJobs: ReaderTask = (database, input) => {
  const page = createJobListing(queriesOf(database)).page(listQuerySchema.parse(input))
  return Promise.resolve({ seqs: page.rows.map((row) => row.seq), next: page.next })
}

/** Whether a page may have to look at many rows to find a few. */
export function searches(filter: JobFilter | undefined): boolean {
  return filter !== undefined && Object.entries(filter).some(([key, value]) => key !== 'state' && value !== undefined)
}

/** What narrows a page or a count. */
export function filterParams(filter: JobFilter): Omit<PageParams, 'before' | 'limit' | 'states'> {
  return {
    types: listParam(filter.type),
    verdicts: listParam(filter.verdict),
    workspaces: listParam(filter.workspace),
    since: filter.since === undefined ? 0 : Date.parse(filter.since),
    until: filter.until === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(filter.until),
    prefix: filter.q ?? '',
    short: shortKey(filter.q ?? ''),
  }
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}

function listParam(values: readonly string[] | undefined): string {
  return values === undefined || values.length === 0 ? '' : JSON.stringify(values)
}

function readCursor(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER
  const seq = Number(cursor)
  if (!Number.isSafeInteger(seq) || seq < 1)
    throw new InterlockError('cursor_unreadable', { cursor: cursor.slice(0, 64) })
  return seq
}

export const COUNT_CAP = 10_000

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

/** Counts one state under other filters up to the cap; run on the reader thread. Types lead where they are asked for. */
export function countSql(byType: boolean): string {
  const range = byType ? 'job_type WHERE type IN (SELECT value FROM json_each(:types)) AND' : 'job_state WHERE'
  return `SELECT count(*) AS n FROM (SELECT 1 FROM job INDEXED BY ${range} state = :state
  AND created_at >= :since AND created_at < :until
  AND (:types = '' OR type IN (SELECT value FROM json_each(:types)))
  AND (:workspaces = '' OR workspace IN (SELECT value FROM json_each(:workspaces)))
    AND (:verdicts = '' OR verdict IN (SELECT value FROM json_each(:verdicts)))
  AND (:prefix = '' OR id = :prefix OR short = :short OR substr(title, 1, length(:prefix)) = :prefix) LIMIT :cap)`
}
