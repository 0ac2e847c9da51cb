import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  idSchema,
  type JobState,
  jobStateSchema,
  operationActSchema,
  type OperationChangeGroup,
  operationChangeGroupSchema,
  OPERATION_ACTS,
  type OperationOutcome,
  operationOutcomeSchema,
  type OperationSkip,
  type OperationSkipGroup,
  operationSkipGroupSchema,
  REQUEST_FAILURES,
} from '#schemas'
import { nextTurn, type Queries, queriesOf, type ReadConnection, type ReaderTask } from '#core/record'
import { createRangeReader } from '../listing/list-jobs.ts'
import { type ResolvedFilter, resolvedFilterSchema } from '../listing/resolved-filter.ts'
import { indexedSpans } from '../listing/windows.ts'
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
})
export type PlanRequest = z.infer<typeof planRequestSchema>

const numbers = z.custom<Float64Array>((value) => value instanceof Float64Array)

/** What an operation would do. `entries` are the jobs it changes and what becomes of each, as `entryOf` codes them. */
export const planSchema = z.strictObject({
  digest: z.string(),
  matched: z.int(),
  hopeless: z.int(),
  changes: z.array(operationChangeGroupSchema),
  skipped: z.array(operationSkipGroupSchema),
  entries: numbers,
})
export type Plan = z.infer<typeof planSchema>

const OUTCOMES = operationOutcomeSchema.options

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
/** Rows looked at between two turns of the thread: about 10 ms. */
const PAGE = 5000

interface Row {
  seq: number
  id: string
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
  const gathered = createGathering(request)
  const except = new Set(request.except)
  for await (const rows of request.ids === null
    ? byFilter(queriesOf(database), request.filter ?? {}, request.head)
    : named(queriesOf(database), request.ids, request.head, gathered.missing)) {
    for (const row of rows) if (!except.has(row.id)) gathered.add(row)
  }
  return gathered.plan()
}

const COLUMNS = 'job.seq, job.id, job.state, job.cancel_requested, job.priority, job.outcome_code'

async function* byFilter(queries: Queries, filter: ResolvedFilter, head: number): AsyncGenerator<Row[], void, void> {
  const reader = createRangeReader<Row>(queries, COLUMNS, indexedSpans(queries))
  let before = head + 1
  for (;;) {
    const rows = await reader.search(filter, { after: 0, before }, 'newest', PAGE)
    yield rows
    if (rows.length < PAGE) return
    before = rows.at(-1)?.seq ?? 0
    await nextTurn()
  }
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
    if (at % PAGE === PAGE - 1) await nextTurn()
  }
  yield rows.toSorted((a, b) => b.seq - a.seq)
}

type Group = { count: number; examples: string[] }

function createGathering({ act, priority }: PlanRequest) {
  const hash = createHash('sha256').update(`${OPERATION_ACTS.indexOf(act)} ${priority ?? 'none'}`)
  const changes = new Map<string, OperationChangeGroup>()
  const skipped = new Map<string, OperationSkipGroup>()
  const entries = growing()
  let matched = 0
  let hopeless = 0

  function skip(why: OperationSkip, state: JobState | null, id: string): void {
    count(skipped, `${why} ${state}`, () => ({ why, state, count: 0, examples: [] }), id)
  }

  return {
    missing: (id: string) => skip('not_there', null, id),
    add(row: Row): void {
      matched += 1
      const decision = decide(act, priority, row)
      const state = jobStateSchema.catch('held').parse(row.state)
      if ('skip' in decision) return skip(decision.skip, state, row.id)
      const { outcome } = decision
      if (act === 'retry' && state === 'failed' && REQUEST_FAILURES.has(row.outcome_code ?? '')) hopeless += 1
      count(changes, `${outcome} ${state}`, () => ({ outcome, state, count: 0, examples: [] }), row.id)
      entries.push(entryOf(row.seq, outcome))
    },
    plan(): Plan {
      const whole = entries.whole()
      hash.update(new Uint8Array(whole.buffer, whole.byteOffset, whole.byteLength))
      return {
        digest: hash.digest('hex'),
        matched,
        hopeless,
        changes: groupsOf(changes),
        skipped: groupsOf(skipped),
        entries: whole,
      }
    },
  }
}

function count<G extends Group>(groups: Map<string, G>, key: string, make: () => G, id: string): void {
  const group = groups.get(key) ?? make()
  groups.set(key, group)
  group.count += 1
  if (group.examples.length < EXAMPLES) group.examples.push(id)
}

function groupsOf<G extends Group>(groups: Map<string, G>): G[] {
  return [...groups.values()].toSorted((a, b) => b.count - a.count)
}

function growing() {
  let array = new Float64Array(1024)
  let length = 0
  return {
    push(value: number): void {
      if (length === array.length) {
        const next = new Float64Array(length * 2)
        next.set(array)
        array = next
      }
      array[length] = value
      length += 1
    },
    whole: () => array.slice(0, length),
  }
}
