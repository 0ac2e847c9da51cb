import { z } from 'zod'
import { ARTIFACT_STATES, InterlockError } from '#schemas'
import { type ArtifactFilter, artifactFilterSchema } from '#schemas/contract'
import { nextTurn, type Queries, queriesOf, type ReaderTask } from '#core/record'
import type { ArtifactRow } from '../run-table.ts'
import { countsBy } from './artifact-table.ts'

interface Narrow {
  kinds: string
  workspaces: string
  job: string
  q: string
}

interface PageParams extends Narrow {
  before: string
  limit: number
}

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

const REST = `(:kinds = '' OR kind IN (SELECT value FROM json_each(:kinds)))
    AND (:workspaces = '' OR workspace IN (SELECT value FROM json_each(:workspaces)))
    AND (:job = '' OR job_id = :job)
    AND (:q = '' OR instr(lower(name), :q) > 0 OR id = :q OR job_id = :q OR substr(id, -8) = :q OR substr(job_id, -8) = :q)`

const PAST_EVERY_ID = '~'
const COUNT_CAP = 10_000

export function createArtifactListing(queries: Queries): ArtifactListing {
  const all = queries.query<PageParams, ArtifactRow>(
    `SELECT * FROM artifact WHERE id < :before AND ${REST} ORDER BY id DESC LIMIT :limit`,
  )
  const ofState = queries.query<PageParams & { state: string }, ArtifactRow>(
    `SELECT * FROM artifact INDEXED BY artifact_state WHERE state = :state AND id < :before AND ${REST} ORDER BY id DESC LIMIT :limit`,
  )
  const ofJob = queries.query<PageParams, ArtifactRow>(
    `SELECT * FROM artifact INDEXED BY artifact_job WHERE job_id = :job AND id < :before AND ${REST} ORDER BY id DESC LIMIT :limit`,
  )
  return {
    page({ filter = {}, cursor, limit }) {
      const states = [...new Set(filter.state ?? [])]
      const params = { ...narrowing(filter), before: readCursor(cursor), limit: limit + 1 }
      const found =
        states.length > 0
          ? states.flatMap((state) => ofState.all({ ...params, state }))
          : (filter.job === undefined ? all : ofJob).all(params)
      const rows = found.toSorted((a, b) => (a.id < b.id ? 1 : -1))
      const page = rows.slice(0, limit)
      return { rows: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
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
export const pageArtifacts: ReaderTask = (database, input) => {
  const page = createArtifactListing(queriesOf(database)).page(listQuerySchema.parse(input))
  return Promise.resolve({ ids: page.rows.map((row) => row.id), next: page.next })
}

export const artifactCountsResult = z.strictObject({
  counts: z.record(z.enum(ARTIFACT_STATES), z.int()),
  capped_at: z.int().nullable(),
})

/** Counts per state under filters, exact up to the cap. Runs on the reader thread. */
export const countArtifacts: ReaderTask = async (database, input) => {
  const params = narrowing(artifactFilterSchema.parse(input))
  const count = database.prepare<[Narrow & { state: string; cap: number }], { n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM artifact INDEXED BY artifact_state WHERE state = :state AND ${REST} LIMIT :cap)`,
  )
  const found = new Map<string, number>()
  for (const state of ARTIFACT_STATES) {
    found.set(state, count.get({ ...params, state, cap: COUNT_CAP + 1 })?.n ?? 0)
    await nextTurn()
  }
  const capped = [...found.values()].some((n) => n > COUNT_CAP)
  return {
    counts: countsBy((state) => Math.min(found.get(state) ?? 0, COUNT_CAP)),
    capped_at: capped ? COUNT_CAP : null,
  }
}

function narrowing({ kind, workspace, job, q }: ArtifactFilter): Narrow {
  return { kinds: listParam(kind), workspaces: listParam(workspace), job: job ?? '', q: (q ?? '').toLowerCase() }
}

function listParam(values: readonly string[] | undefined): string {
  return values === undefined || values.length === 0 ? '' : JSON.stringify(values)
}

function readCursor(cursor: string | undefined): string {
  if (cursor === undefined) return PAST_EVERY_ID
  if (/^[A-Za-z0-9_-]{1,64}$/.test(cursor)) return cursor
  throw new InterlockError('cursor_unreadable', { cursor: cursor.slice(0, 64) })
}
