import { InterlockError } from '#schemas'
import type { JobOrder } from '#schemas/contract'
import { nextTurn, type Queries, queriesOf, type Query, type ReadConnection, type ReaderTask } from '#core/record'
import { z } from 'zod'
import type { JobRow } from '../job-table.ts'
import { withIndex } from '../search/with-index.ts'
import {
  type Lead,
  leadsOf,
  NARROWS,
  NARROWS_TEXT,
  type NarrowParams,
  narrowParams,
  RANGES,
  type Range,
} from './ranges.ts'
import { type ResolvedFilter, resolvedFilterSchema } from './resolved-filter.ts'
import { type Indexed, indexedOf } from './indexed.ts'
import { type Between, windowsOf } from './windows.ts'
import { readSearchText, type SearchText } from './words.ts'

export interface JobQuery {
  readonly filter?: ResolvedFilter | undefined
  readonly order?: JobOrder | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

export interface JobListing {
  /** @throws InterlockError cursor_unreadable */
  page(query: JobQuery): { rows: JobRow[]; next: string | null }
}

type RowParams = NarrowParams & { one: string; two: string; after: number; before: number; limit: number }

/** Reads jobs by ranges of indexes, so that a page costs the same at a million rows. `R` are the columns it is asked for. */
export interface RangeReader<R> {
  /** Rows of all ranges between two numbers, each once, at most `limit`. */
  read(filter: ResolvedFilter, between: Between, order: JobOrder, limit: number): R[]
  /** The same piece by piece, for filters that may have to look at many rows to find a few; others have turns in between. */
  search(filter: ResolvedFilter, between: Between, order: JobOrder, limit: number): Promise<R[]>
  /**
   * All of it between some numbers, newest first, for who knows when to stop.
   * @param byText lets the text of the filter lead, whatever else is in it
   */
  parts(filter: ResolvedFilter, spans: readonly Between[], byText?: boolean): AsyncGenerator<Part<R>, void, void>
}

/** The rows that were found down to a number, this one left out. */
export interface Part<R> {
  readonly rows: R[]
  readonly after: number
  /** Whether the text of the filter led. */
  readonly byText: boolean
}

/** Ranges with no more rows than this are small: going through one costs less than guessing. */
const SMALL = 2000
/** How long such a count is taken for true, and how many are kept. */
const GUESS_MS = 3000
/** Rows up to which each is asked for a text that gathers all its matches for every question. */
const FEW = 4
/** Time after which the thread's others have a turn. */
const TURN_MS = 10
const MAX_GUESSES = 200

/** Workspaces up to which each is a range of its own. */
const MANY = 32

/** @param columns of the table `job`, `seq` among them */
export function createRangeReader<R extends { seq: number }>(
  queries: Queries,
  columns: string,
  indexed?: Indexed,
): RangeReader<R> {
  const known = new Map<string, Query<RowParams, R>>()
  const sizes = new Map<string, Query<{ one: string; two: string; q: string; limit: number }, { n: number }>>()

  const guesses = new Map<string, { rows: number; at: number }>()

  function statement({ name }: Range, order: JobOrder, text: boolean): Query<RowParams, R> {
    const id = `${name} ${order} ${text}`
    const prepared = known.get(id)
    if (prepared !== undefined) return prepared
    const { from, where, key } = RANGES[name]
    const made = queries.query<RowParams, R>(
      `SELECT ${columns} FROM ${from} WHERE ${where} AND ${key} > :after AND ${key} < :before AND ${NARROWS}${text ? ` AND ${NARROWS_TEXT}` : ''}
        ORDER BY ${key} ${order === 'newest' ? 'DESC' : ''} LIMIT :limit`,
    )
    known.set(id, made)
    return made
  }

  const distinct = queries.query<object, { name: string }>(
    `WITH RECURSIVE w(name) AS (SELECT (SELECT min(workspace) FROM job)
        UNION ALL SELECT (SELECT min(workspace) FROM job WHERE workspace > w.name) FROM w WHERE w.name IS NOT NULL)
      SELECT name FROM w WHERE name IS NOT NULL LIMIT ${MANY + 1}`,
  )
  /** What must not be, as what may be, where the names are few: ranges of an index instead of all rows. */
  function positive(filter: ResolvedFilter): ResolvedFilter {
    const { not, workspace } = filter
    if (not?.workspace === undefined || not.workspace.length === 0 || workspace !== undefined) return filter
    const names = distinct.all({}).map(({ name }) => name)
    const others = names.filter((name) => not.workspace?.includes(name) !== true)
    return names.length > MANY ? filter : { ...filter, workspace: others.length > 0 ? others : ['/'] }
  }

  /** As it was a moment ago, which is good enough for a guess: counting a common word takes as long as a page of it. */
  function sizeOf(part: Range, q: string): number {
    const key = JSON.stringify([part, q])
    const before = guesses.get(key)
    if (before !== undefined && performance.now() - before.at < GUESS_MS) return before.rows
    if (guesses.size > MAX_GUESSES) guesses.clear()
    const rows = size(part, q)
    guesses.set(key, { rows, at: performance.now() })
    return rows
  }

  /** Rows of a range, counted up to a little more than what is small. */
  function size({ name, one, two }: Range, q: string): number {
    const prepared =
      sizes.get(name) ??
      queries.query<{ one: string; two: string; q: string; limit: number }, { n: number }>(
        `SELECT count(*) AS n FROM (SELECT 1 FROM ${RANGES[name].from} WHERE ${RANGES[name].where} LIMIT :limit)`,
      )
    sizes.set(name, prepared)
    return prepared.get({ one, two, q, limit: SMALL + 1 })?.n ?? 0
  }

  /** The way with the fewest rows to look at, where the filter offers several. */
  function leadOf(filter: ResolvedFilter, text: SearchText | undefined, byText: boolean): Lead {
    const [first, ...others] = leadsOf(filter, text)
    const whole = [first, ...others].find((lead) => lead?.text)
    if (first === undefined) throw new Error('There is always a way.')
    if (others.length === 0) return first
    if (byText && whole !== undefined) return whole
    const q = text?.id ?? ''
    const sized = [first, ...others].map((lead) => ({
      lead,
      rows: lead.ranges.reduce((sum, part) => (sum > SMALL ? sum : sum + sizeOf(part, q)), 0),
    }))
    const [best] = sized.toSorted((a, b) => Math.min(a.rows, SMALL + 1) - Math.min(b.rows, SMALL + 1))
    if (whole !== undefined && text?.probes === false && (best?.rows ?? 0) > FEW) return whole
    return best?.lead ?? first
  }

  const newest = queries.query<object, { seq: number | null }>('SELECT max(seq) AS seq FROM job')

  /** How to read parts of what a filter finds, and whether its text leads. */
  function reading(asked: ResolvedFilter, byText = false) {
    const filter = positive(asked)
    const q = filter.q?.trim() ?? ''
    const text = q === '' ? undefined : readSearchText(q, indexed?.words)
    const params = narrowParams(filter, text)
    const lead = leadOf(filter, text, byText)
    const narrows = text !== undefined && !lead.text
    const read = ({ after, before }: Between, order: JobOrder, limit: number): R[] => {
      const rows = lead.ranges.flatMap((part) =>
        statement(part, order, narrows).all({ ...params, one: part.one, two: part.two, after, before, limit }),
      )
      if (lead.ranges.length <= 1) return rows
      const sign = order === 'newest' ? -1 : 1
      return [...new Map(rows.map((row) => [row.seq, row])).values()]
        .toSorted((a, b) => sign * (a.seq - b.seq))
        .slice(0, limit)
    }
    return { read, byText: lead.text }
  }

  function windows(filter: ResolvedFilter, { after, before }: Between, order: JobOrder) {
    const spans = indexed?.spans(timeOf(filter.since), timeOf(filter.until)) ?? [{ after, before }]
    return windowsOf(spans, { after, before: Math.min(before, (newest.get({})?.seq ?? 0) + 1) }, order)
  }

  return {
    read: (filter, between, order, limit) => reading(filter).read(between, order, limit),
    async *parts(filter, spans, wanted) {
      const { read, byText } = reading(filter, wanted)
      let turn = performance.now()
      for (const span of spans)
        for (const window of windows(filter, span, 'newest')) {
          yield { rows: read(window, 'newest', Number.MAX_SAFE_INTEGER), after: window.after, byText }
          if (performance.now() - turn < TURN_MS) continue
          await nextTurn()
          turn = performance.now()
        }
    },
    async search(filter, between, order, limit) {
      const { read } = reading(filter)
      const found: R[] = []
      for (const window of windows(filter, between, order)) {
        found.push(...read(window, order, limit - found.length))
        if (found.length >= limit) break
        await nextTurn()
      }
      return found
    },
  }
}

function timeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text)
}

export function createJobListing(queries: Queries): JobListing {
  const rows = createRangeReader<JobRow>(queries, 'job.*')
  return {
    page: ({ filter = {}, order = 'newest', cursor, limit }) =>
      pageOf(rows.read(filter, betweenOf(cursor, order), order, limit + 1), limit),
  }
}

function pageOf<R extends { seq: number }>(found: readonly R[], limit: number): { rows: R[]; next: string | null } {
  const rows = found.slice(0, limit)
  return { rows, next: found.length > limit ? String(rows.at(-1)?.seq ?? '') : null }
}

const listQuerySchema = z.strictObject({
  filter: resolvedFilterSchema.optional(),
  order: z.enum(['newest', 'oldest']).optional(),
  cursor: z.string().optional(),
  limit: z.int(),
})

/** Answer of the task: the jobs' numbers and the marker of the next page. */
export const jobSeqs = z.strictObject({ seqs: z.array(z.int()), next: z.string().nullable() })

type Seq = { seq: number }

/** By connection, since their statements are prepared once. */
const readers = new WeakMap<ReadConnection, RangeReader<Seq>>()

/** A page by filters that no index of its own answers. */
export const pageJobs: ReaderTask = async (database, input) => {
  const { filter = {}, order = 'newest', cursor, limit } = listQuerySchema.parse(input)
  const between = betweenOf(cursor, order)
  const { rows, next } = await withIndex(database, async () => {
    const reader = readers.get(database) ?? readerOf(database)
    return pageOf(await reader.search(filter, between, order, limit + 1), limit)
  })
  return { seqs: rows.map(({ seq }) => seq), next }
}

function readerOf(database: ReadConnection): RangeReader<Seq> {
  const reader = createRangeReader<Seq>(queriesOf(database), 'job.seq', indexedOf(database))
  readers.set(database, reader)
  return reader
}

/** Whether a page may have to look at many rows to find a few. */
export function searches(filter: ResolvedFilter | undefined): boolean {
  return filter !== undefined && Object.entries(filter).some(([key, value]) => key !== 'state' && value !== undefined)
}

function betweenOf(cursor: string | undefined, order: JobOrder): Between {
  if (cursor === undefined) return { after: 0, before: Number.MAX_SAFE_INTEGER }
  const seq = Number(cursor)
  if (!Number.isSafeInteger(seq) || seq < 1)
    throw new InterlockError('cursor_unreadable', { cursor: cursor.slice(0, 64) })
  return order === 'newest' ? { after: 0, before: seq } : { after: seq, before: Number.MAX_SAFE_INTEGER }
}
