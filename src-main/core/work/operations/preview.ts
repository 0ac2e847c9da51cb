import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  idSchema,
  JOB_STATES,
  type JobState,
  operationActSchema,
  type OperationChangeGroup,
  operationChangeGroupSchema,
  OPERATION_ACTS,
  type OperationOutcome,
  operationOutcomeSchema,
  type OperationSkip,
  type OperationSkipGroup,
  operationSkipGroupSchema,
  operationSkipSchema,
  REQUEST_FAILURES,
} from '#schemas'
import { nextTurn, type Queries, queriesOf, type ReadConnection, type ReaderTask } from '#core/record'
import { indexedOf } from '../listing/indexed.ts'
import { createRangeReader } from '../listing/list-jobs.ts'
import { type ResolvedFilter, resolvedFilterSchema } from '../listing/resolved-filter.ts'
import { withIndex } from '../search/with-index.ts'
import { decide } from './decide.ts'

/** What is to be looked at: all that match a filter, or named jobs, up to a number and without some. */
export const planRequestSchema = z.strictObject({
  act: operationActSchema,
  priority: z.int().nullable(),
  filter: resolvedFilterSchema.nullable(),
  ids: z.array(idSchema).nullable(),
  except: z.array(idSchema),
  head: z.int(),
  entries: z.boolean().meta({ description: 'Whether the plan is to be carried out, or only told.' }),
})
export type PlanRequest = z.infer<typeof planRequestSchema>

const numbers = z.custom<Float64Array>((value) => value instanceof Float64Array)

/**
 * What an operation would do. `entries` are the jobs it changes and what becomes of each, as `entryOf` codes them, where they
 * were asked for.
 */
export const planSchema = z.strictObject({
  digest: z.string(),
  matched: z.int(),
  changing: z.int(),
  hopeless: z.int(),
  changes: z.array(operationChangeGroupSchema),
  skipped: z.array(operationSkipGroupSchema),
  entries: numbers,
})
export type Plan = z.infer<typeof planSchema>

const OUTCOMES = operationOutcomeSchema.options
const SKIPS = operationSkipSchema.options

/** One number of eight bytes says which job and what becomes of it, so that a million jobs take eight megabytes. */
function entryOf(seq: number, outcome: OperationOutcome): number {
  return seq * OUTCOMES.length + OUTCOMES.indexOf(outcome)
}

export function readEntry(entry: number): { seq: number; outcome: OperationOutcome } {
  const outcome = OUTCOMES[entry % OUTCOMES.length]
  if (outcome === undefined) throw new Error('Each remainder names an outcome.')
  return { seq: Math.floor(entry / OUTCOMES.length), outcome }
}

const EXAMPLES = 5
/** Entries told and kept at a time. */
const PIECE = 8192
/** Ids looked up between two turns of the thread: some milliseconds. */
const IDS = 500
const STATES: ReadonlyMap<string, JobState> = new Map(JOB_STATES.map((state) => [state, state]))

/** Without ids: a million of them are a hundred megabytes, and a preview shows five of a group. */
interface Row {
  seq: number
  state: string
  cancel_requested: number
  priority: number
  outcome_code: string | null
}

/** Looks at every job that is meant and says what would become of it. */
export const planOperation: ReaderTask = (database, input): Promise<Plan> => {
  const request = planRequestSchema.parse(input)
  return withIndex(database, () => planAll(database, request))
}

async function planAll(database: ReadConnection, request: PlanRequest): Promise<Plan> {
  const queries = queriesOf(database)
  const gathered = createGathering(request, queries)
  const except = new Set<number>()
  for await (const rows of named(queries, request.except, request.head, () => undefined))
    for (const { seq } of rows) except.add(seq)
  for await (const rows of request.ids === null
    ? byFilter(database, request.filter ?? {}, request.head)
    : named(queries, request.ids, request.head, gathered.missing)) {
    for (const row of rows) if (!except.has(row.seq)) gathered.add(row)
  }
  return gathered.plan()
}

const COLUMNS = 'job.seq, job.state, job.cancel_requested, job.priority, job.outcome_code'

async function* byFilter(
  database: ReadConnection,
  filter: ResolvedFilter,
  head: number,
): AsyncGenerator<Row[], void, void> {
  const reader = createRangeReader<Row>(queriesOf(database), COLUMNS, indexedOf(database))
  for await (const { rows } of reader.parts(filter, [{ after: 0, before: head + 1 }])) yield rows
}

/** Newest first, whatever the order they are named in. */
async function* named(
  queries: Queries,
  ids: readonly string[],
  head: number,
  missing: (id: string) => void,
): AsyncGenerator<Row[], void, void> {
  const byId = queries.query<{ id: string }, Row>(`SELECT ${COLUMNS} FROM job WHERE id = :id`)
  const rows: Row[] = []
  for (const [at, id] of [...new Set(ids)].entries()) {
    const row = byId.get({ id })
    if (row === undefined || row.seq > head) missing(id)
    else rows.push(row)
    if (at % IDS === IDS - 1) await nextTurn()
  }
  yield rows.toSorted((a, b) => b.seq - a.seq)
}

type Group = { count: number; examples: string[] }

function createGathering({ act, priority, entries: kept }: PlanRequest, queries: Queries) {
  const idOf = queries.query<{ seq: number }, { id: string }>('SELECT id FROM job WHERE seq = :seq')
  const hash = createHash('sha256').update(`${OPERATION_ACTS.indexOf(act)} ${priority ?? 'none'}`)
  const changes = new Map<number, OperationChangeGroup>()
  const skipped = new Map<number, OperationSkipGroup>()
  const entries = createEntries(kept, (bytes) => hash.update(bytes))
  let matched = 0
  let hopeless = 0

  function skip(why: OperationSkip, state: JobState | null, id: () => string): void {
    count(skipped, keyOf(SKIPS.indexOf(why), state), () => ({ why, state, count: 0, examples: [] }), id)
  }

  return {
    missing: (id: string) => skip('not_there', null, () => id),
    add(row: Row): void {
      matched += 1
      const decision = decide(act, priority, row)
      const state = STATES.get(row.state) ?? 'held'
      const id = () => idOf.get({ seq: row.seq })?.id ?? String(row.seq)
      if ('skip' in decision) return skip(decision.skip, state, id)
      const { outcome } = decision
      if (act === 'retry' && state === 'failed' && REQUEST_FAILURES.has(row.outcome_code ?? '')) hopeless += 1
      count(changes, keyOf(OUTCOMES.indexOf(outcome), state), () => ({ outcome, state, count: 0, examples: [] }), id)
      entries.push(entryOf(row.seq, outcome))
    },
    plan(): Plan {
      const whole = entries.whole()
      return {
        digest: hash.digest('hex'),
        matched,
        changing: entries.count(),
        hopeless,
        changes: groupsOf(changes),
        skipped: groupsOf(skipped),
        entries: whole,
      }
    },
  }
}

/** A number, since a text for each of a million jobs is what the thread's memory would fill with. */
function keyOf(what: number, state: JobState | null): number {
  return what * (JOB_STATES.length + 1) + (state === null ? JOB_STATES.length : JOB_STATES.indexOf(state))
}

function count<G extends Group>(groups: Map<number, G>, key: number, make: () => G, id: () => string): void {
  const group = groups.get(key) ?? make()
  groups.set(key, group)
  group.count += 1
  if (group.examples.length < EXAMPLES) group.examples.push(id())
}

function groupsOf<G extends Group>(groups: Map<number, G>): G[] {
  return [...groups.values()].toSorted((a, b) => b.count - a.count)
}

/** Entries in pieces, each of which is told as it is full; kept only where that is asked for. */
function createEntries(kept: boolean, told: (bytes: Uint8Array) => void) {
  const pieces: Float64Array[] = []
  let piece = new Float64Array(PIECE)
  let length = 0
  let before = 0

  function close(): void {
    const full = piece.subarray(0, length)
    told(new Uint8Array(full.buffer, full.byteOffset, full.byteLength))
    if (kept) {
      pieces.push(full)
      piece = new Float64Array(PIECE)
    }
    before += length
    length = 0
  }

  return {
    push(value: number): void {
      piece[length] = value
      length += 1
      if (length === PIECE) close()
    },
    count: () => before + length,
    /** All that were kept; nothing can be pushed after it. */
    whole(): Float64Array {
      close()
      const all = new Float64Array(kept ? before : 0)
      let at = 0
      for (const each of pieces) {
        all.set(each, at)
        at += each.length
      }
      return all
    },
  }
}
