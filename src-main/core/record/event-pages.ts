import { z } from 'zod'
import { eventFilterSchema } from '#schemas/contract'
import type { ReaderTask } from './serve-reader.ts'
import { queriesOf, type Queries } from './store.ts'

/** Which rows: after `after` oldest first, else before `before` newest first, else the newest. */
export interface EventQuery {
  readonly filter?: { kind?: string[]; job?: string; run?: string; actor?: string }
  readonly after?: number
  readonly before?: number
  readonly limit: number
}

/** A row of the ledger as it is stored. */
export interface EventRow {
  seq: number
  at: number
  kind: string
  v: number
  actor: string
  job_id: string | null
  run_id: string | null
  trace_id: string | null
  payload: string
  prev_hash: Buffer
  hash: Buffer
}

type PageParams = {
  after: number
  before: number
  limit: number
  job: string
  run: string
  kind: string
  kinds: string
  actor: string
}

/** Pages of the ledger. One statement per leading index; further filters narrow what it yields. */
export function createEventPages(queries: Queries): (query: EventQuery) => EventRow[] {
  const rest = `seq > :after AND seq < :before
    AND (:job = '' OR job_id = :job) AND (:run = '' OR run_id = :run)
    AND (:actor = '' OR actor = :actor) AND (:kinds = '' OR kind IN (SELECT value FROM json_each(:kinds)))`
  function both(where: string, index: string) {
    const from = `SELECT * FROM event ${index} WHERE ${where === '' ? '' : `${where} AND `}${rest}`
    return {
      newest: queries.query<PageParams, EventRow>(`${from} ORDER BY seq DESC LIMIT :limit`),
      oldest: queries.query<PageParams, EventRow>(`${from} ORDER BY seq LIMIT :limit`),
    }
  }
  const all = both('', '')
  const ofRun = both('run_id = :run', 'INDEXED BY event_run')
  const ofJob = both('job_id = :job', 'INDEXED BY event_job')
  // Each kind is a range of its index, so that a rare one is found without looking at the rows between.
  const ofKind = both('kind = :kind', 'INDEXED BY event_kind')
  return ({ filter = {}, after, before, limit }) => {
    const kinds = [...new Set(filter.kind)]
    const params = {
      after: after ?? 0,
      before: before ?? Number.MAX_SAFE_INTEGER,
      limit: limit + 1,
      job: filter.job ?? '',
      run: filter.run ?? '',
      actor: filter.actor ?? '',
      kind: '',
      kinds: kinds.length === 0 ? '' : JSON.stringify(kinds),
    }
    const [order, sign] =
      after !== undefined && before === undefined ? (['oldest', 1] as const) : (['newest', -1] as const)
    if (filter.run !== undefined) return ofRun[order].all(params)
    if (filter.job !== undefined) return ofJob[order].all(params)
    if (kinds.length === 0) return all[order].all(params)
    return kinds
      .flatMap((kind) => ofKind[order].all({ ...params, kind }))
      .toSorted((a, b) => sign * (a.seq - b.seq))
      .slice(0, params.limit)
  }
}

const eventQuerySchema = z.strictObject({
  filter: eventFilterSchema.optional(),
  after: z.int().optional(),
  before: z.int().optional(),
  limit: z.int(),
})

/** Answer of the task: the rows' numbers, one more than asked for where there are more. */
export const eventSeqs = z.array(z.int())

/** A page by filters that no index leads. */
export const pageEvents: ReaderTask = (database, input) => {
  const { filter, after, before, limit } = eventQuerySchema.parse(input)
  const rows = createEventPages(queriesOf(database))({
    ...(filter !== undefined && { filter: definedOnly(filter) }),
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
    limit,
  })
  return Promise.resolve(rows.map((row) => row.seq))
}

function definedOnly({ kind, job, run, actor }: z.infer<typeof eventFilterSchema>): NonNullable<EventQuery['filter']> {
  return {
    ...(kind !== undefined && { kind }),
    ...(job !== undefined && { job }),
    ...(run !== undefined && { run }),
    ...(actor !== undefined && { actor }),
  }
}
