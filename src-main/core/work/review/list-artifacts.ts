import { z } from 'zod'
import { ARTIFACT_STATES, InterlockError } from '#schemas'
import { type ArtifactFilter, artifactFilterSchema } from '#schemas/contract'
import { nextTurn, type Queries, queriesOf, type ReaderTask } from '#core/record'
import type { ArtifactRow } from '../run-table.ts'
import { countsBy } from './artifact-table.ts'

interface Narrow {
  states: string
  kinds: string
  workspaces: string
  job: string
  q: string
}

/** Ids from `from` up to below `before`. */
interface Between {
  readonly from: string
  readonly before: string
}

type PageParams = Narrow & Between & { limit: number }
type CountParams = Narrow & Between & { state: string }

/** Pages of artifacts by keyset on their ids, which grow with time, newest first. */
export interface ArtifactListing {
  /** @throws InterlockError cursor_unreadable */
  page(query: ArtifactQuery): { rows: ArtifactRow[]; next: string | null }
}

export interface ArtifactQuery {
  readonly filter?: ArtifactFilter | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

const REST = `(:states = '' OR state IN (SELECT value FROM json_each(:states)))
    AND (:kinds = '' OR kind IN (SELECT value FROM json_each(:kinds)))
    AND (:workspaces = '' OR workspace IN (SELECT value FROM json_each(:workspaces)))
    AND (:job = '' OR job_id = :job)
    AND (:q = '' OR instr(lower(name), :q) > 0 OR id = :q OR job_id = :q OR substr(id, -8) = :q OR substr(job_id, -8) = :q)`

const PAST_EVERY_ID = '~'
const COUNT_CAP = 10_000
/** Artifacts that are looked at between two turns of the thread: about 10 ms. */
const WINDOW = 10_000

export function createArtifactListing(queries: Queries): ArtifactListing {
  const read = createArtifactReader(queries)
  return {
    page({ filter = {}, cursor, limit }) {
      const between = { from: '', before: readCursor(cursor) }
      return pageOf(
        leadsOf(filter).flatMap((state) => read.rows(filter, state, between, limit + 1)),
        limit,
      )
    },
  }
}

/** The states whose indexes lead; undefined where all artifacts do, or those of a job, which are few. */
function leadsOf({ state = [], job }: ArtifactFilter): readonly (string | undefined)[] {
  return job === undefined && state.length > 0 ? [...new Set(state)] : [undefined]
}

function pageOf(found: readonly ArtifactRow[], limit: number): { rows: ArtifactRow[]; next: string | null } {
  const rows = found.toSorted((a, b) => (a.id < b.id ? 1 : -1))
  const page = rows.slice(0, limit)
  return { rows: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

function createArtifactReader(queries: Queries) {
  const where = `id >= :from AND id < :before AND ${REST}`
  const page = `AND ${where} ORDER BY id DESC LIMIT :limit`
  const inState = 'FROM artifact INDEXED BY artifact_state WHERE state = :state'
  const inJob = 'FROM artifact INDEXED BY artifact_job WHERE job_id = :job'
  const all = queries.query<PageParams, ArtifactRow>(`SELECT * FROM artifact WHERE true ${page}`)
  const ofJob = queries.query<PageParams, ArtifactRow>(`SELECT * ${inJob} ${page}`)
  const ofState = queries.query<PageParams & { state: string }, ArtifactRow>(`SELECT * ${inState} ${page}`)
  const countOfJob = queries.query<CountParams, { n: number }>(
    `SELECT count(*) AS n ${inJob} AND state = :state AND ${where}`,
  )
  const countOfState = queries.query<CountParams, { n: number }>(`SELECT count(*) AS n ${inState} AND ${where}`)
  const behind = `AND id < :before ORDER BY id DESC LIMIT 1 OFFSET ${WINDOW - 1}`
  const edge = queries.query<{ before: string }, { id: string }>(`SELECT id FROM artifact WHERE true ${behind}`)
  const edgeOfState = queries.query<{ before: string; state: string }, { id: string }>(`SELECT id ${inState} ${behind}`)

  function edgeBelow(state: string | undefined, before: string): string | undefined {
    return (state === undefined ? edge.get({ before }) : edgeOfState.get({ before, state }))?.id
  }

  return {
    rows(filter: ArtifactFilter, state: string | undefined, between: Between, limit: number): ArtifactRow[] {
      const params = { ...narrowing(filter), ...between, limit }
      if (state !== undefined) return ofState.all({ ...params, state })
      return (filter.job === undefined ? all : ofJob).all(params)
    },
    count(filter: ArtifactFilter, state: string, between: Between): number {
      const count = filter.job === undefined ? countOfState : countOfJob
      return count.get({ ...narrowing(filter), ...between, state })?.n ?? 0
    },
    /** Parts of what leads, newest first, with a turn of the thread behind each. */
    async *windows({ job }: ArtifactFilter, state: string | undefined, below: string) {
      for (let before: string | undefined = below; before !== undefined;) {
        const from: string | undefined = job === undefined ? edgeBelow(state, before) : undefined
        yield { from: from ?? '', before } satisfies Between
        before = from
        await nextTurn()
      }
    },
  }
}

/** Whether a page or a count may have to look at many rows. */
export function searchesArtifacts(filter: ArtifactFilter | undefined): boolean {
  return filter !== undefined && Object.entries(filter).some(([key, value]) => key !== 'state' && value !== undefined)
}

const listQuerySchema = z.strictObject({
  filter: artifactFilterSchema.optional(),
  cursor: z.string().optional(),
  limit: z.int(),
})

/** Answer of the task: the artifacts' ids and the marker of the next page. */
export const artifactIds = z.strictObject({ ids: z.array(z.string()), next: z.string().nullable() })

/** A page by filters that no index leads. */
export const pageArtifacts: ReaderTask = async (database, input) => {
  const { filter = {}, cursor, limit } = listQuerySchema.parse(input)
  const read = createArtifactReader(queriesOf(database))
  const found: ArtifactRow[] = []
  for (const state of leadsOf(filter)) {
    const most = found.length + limit + 1
    for await (const window of read.windows(filter, state, readCursor(cursor))) {
      found.push(...read.rows(filter, state, window, most - found.length))
      if (found.length >= most) break
    }
  }
  const { rows, next } = pageOf(found, limit)
  return { ids: rows.map((row) => row.id), next }
}

export const artifactCountsResult = z.strictObject({
  counts: z.record(z.enum(ARTIFACT_STATES), z.int()),
  capped_at: z.int().nullable(),
})

/** Counts per state under filters, exact up to the cap. Runs on the reader thread. */
export const countArtifacts: ReaderTask = async (database, input) => {
  const filter = artifactFilterSchema.parse(input)
  const read = createArtifactReader(queriesOf(database))
  const found = new Map<string, number>()
  for (const state of ARTIFACT_STATES) {
    let n = 0
    for await (const window of read.windows(filter, state, PAST_EVERY_ID)) {
      n += read.count(filter, state, window)
      if (n > COUNT_CAP) break
    }
    found.set(state, n)
  }
  const capped = [...found.values()].some((n) => n > COUNT_CAP)
  return {
    counts: countsBy((state) => Math.min(found.get(state) ?? 0, COUNT_CAP)),
    capped_at: capped ? COUNT_CAP : null,
  }
}

function narrowing({ state, kind, workspace, job, q }: ArtifactFilter): Narrow {
  return {
    states: listParam(state),
    kinds: listParam(kind),
    workspaces: listParam(workspace),
    job: job ?? '',
    q: (q ?? '').toLowerCase(),
  }
}

function listParam(values: readonly string[] | undefined): string {
  return values === undefined || values.length === 0 ? '' : JSON.stringify(values)
}

function readCursor(cursor: string | undefined): string {
  if (cursor === undefined) return PAST_EVERY_ID
  if (/^[A-Za-z0-9_-]{1,64}$/.test(cursor)) return cursor
  throw new InterlockError('cursor_unreadable', { cursor: cursor.slice(0, 64) })
}
