import { z } from 'zod'
import { eventFilterSchema } from '#schemas/contract'
import { nextTurn, type ReaderTask } from './serve-reader.ts'
import { queriesOf, type Queries } from './store.ts'

/** Which rows: after `after` oldest first, else before `before` newest first, else the newest. */
export interface EventQuery {
  readonly filter?: { kind?: string[]; job?: string; run?: string; actor?: string }
  readonly after?: number
  readonly before?: number
  /** Where it does not follow from the two. */
  readonly order?: 'newest' | 'oldest'
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

/** Kinds that every run has are found by reading on; an index over them would cost a page of the log with each event. */
const COMMON_KINDS: ReadonlySet<string> = new Set(['job.enqueued', 'run.claimed', 'run.header', 'run.finished'])

/** What `event_kind` holds, word for word as SQLite wants to read it again in a query that is to use the index. */
export const IN_KIND_INDEX =
  "kind <> 'job.enqueued' AND kind <> 'run.claimed' AND kind <> 'run.header' AND kind <> 'run.finished'"

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
  const ofJob = both('job_id = :job', 'INDEXED BY event_job')
  // A worker may name a run that no job has.
  const ofRunAlone = both('run_id = :run AND job_id IS NULL', 'INDEXED BY event_run')
  // Each kind is a range of its index, so that a rare one is found without looking at the rows between.
  const ofKind = both(`kind = :kind AND ${IN_KIND_INDEX}`, 'INDEXED BY event_kind')
  const runOf = queries.query<{ run: string }, { job: string; token: number }>(
    'SELECT job_id AS job, token FROM run WHERE id = :run',
  )

  return ({ filter = {}, after, before, order: asked, limit }) => {
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
      (asked ?? (after !== undefined && before === undefined ? 'oldest' : 'newest')) === 'oldest'
        ? (['oldest', 1] as const)
        : (['newest', -1] as const)
    const merged = (rows: EventRow[]) => rows.toSorted((a, b) => sign * (a.seq - b.seq)).slice(0, params.limit)

    /** Its job's from the claim on, whose number is not below its token. */
    function ofRun(run: string): EventRow[] {
      const alone = ofRunAlone[order].all(params)
      const known = runOf.get({ run })
      if (known === undefined || (filter.job !== undefined && filter.job !== known.job)) return alone
      const from = Math.max(params.after, known.token - 1)
      return merged([...ofJob[order].all({ ...params, job: known.job, after: from }), ...alone])
    }

    if (filter.run !== undefined) return ofRun(filter.run)
    if (filter.job !== undefined) return ofJob[order].all(params)
    if (kinds.length === 0 || kinds.some((kind) => COMMON_KINDS.has(kind))) return all[order].all(params)
    return merged(kinds.flatMap((kind) => ofKind[order].all({ ...params, kind })))
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

/** Rows looked through between two turns: about 10 ms where none of them fits. */
const WINDOW = 20_000

/** A page by filters that no index leads, window by window. Limits are one more than asked for where there are more. */
export const pageEvents: ReaderTask = async (database, input) => {
  const { filter, after, before, limit } = eventQuerySchema.parse(input)
  const queries = queriesOf(database)
  const page = createEventPages(queries)
  const head = queries.query<object, { seq: number | null }>('SELECT max(seq) AS seq FROM event').get({})?.seq ?? 0
  const oldest = after !== undefined && before === undefined
  const end = Math.min(before ?? Number.MAX_SAFE_INTEGER, head + 1)
  const found: number[] = []
  let [low, high] = [after ?? 0, end]
  while (high - low > 1 && found.length <= limit) {
    const window = oldest
      ? { after: low, before: Math.min(high, low + WINDOW + 1) }
      : { after: Math.max(low, high - WINDOW - 1), before: high }
    const rows = page({
      ...(filter !== undefined && { filter: definedOnly(filter) }),
      ...window,
      order: oldest ? 'oldest' : 'newest',
      limit: limit - found.length,
    })
    found.push(...rows.map(({ seq }) => seq))
    if (oldest) low = window.before - 1
    else high = window.after + 1
    await nextTurn()
  }
  return found
}

function definedOnly({ kind, job, run, actor }: z.infer<typeof eventFilterSchema>): NonNullable<EventQuery['filter']> {
  return {
    ...(kind !== undefined && { kind }),
    ...(job !== undefined && { job }),
    ...(run !== undefined && { run }),
    ...(actor !== undefined && { actor }),
  }
}
