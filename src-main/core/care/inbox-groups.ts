import { z } from 'zod'
import { deskSchemas, type DeskValue, type InboxGroup, type InboxKind, jobStateSchema } from '#schemas'
import { isoTime } from '#schemas/format'
import {
  type Appended,
  IN_KIND_INDEX,
  nextTurn,
  queriesOf,
  type Queries,
  type ReadConnection,
  type ReaderTask,
} from '#core/record'
import { createNotices } from './inbox-notices.ts'

/** Events of one kind that are looked at, the newest; what lies further back is not told again. */
const MAX_EVENTS = 500
const MAX_GROUPS = 100
/** Groups that were read are told as far as they fill the first page. */
const MAX_READ_GROUPS = 20

/** One event as the inbox needs it. */
interface Told {
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly actor: string
  readonly job_id: string | null
  readonly payload: string
}

/** Where an event belongs; undefined leaves it out. */
interface Place {
  readonly id: string
  readonly kind: InboxKind
  readonly code?: string | null
  readonly job?: string | null
  readonly subject?: string | null
}

type Sort = (payload: Record<string, unknown>, event: Told) => Place | undefined

const text = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 64) : null)

const SORTS: Readonly<Record<string, Sort>> = {
  'job.held': ({ reason }) => ({ id: `held:${text(reason) ?? ''}`, kind: 'jobs_held', code: text(reason) }),
  'artifact.created': () => ({ id: 'review', kind: 'review' }),
  'approval.asked': () => ({ id: 'approval', kind: 'approval' }),
  'kill_switch.engaged': ({ mode }, { actor }) => ({ id: `switch:${actor}`, kind: 'kill_switch', code: text(mode) }),
  'kill_switch.released': (_, { actor }) => ({ id: `switch:${actor}`, kind: 'kill_switch', code: 'released' }),
  'operation.finished': ({ operation }) => operationPlace(operation, 'finished'),
  'operation.stopped': ({ operation }) => operationPlace(operation, 'stopped'),
  'operation.undone': ({ operation }) => operationPlace(operation, 'undone'),
  'import.finished': ({ workspace }, { seq }) => ({ id: `import:${seq}`, kind: 'import', subject: text(workspace) }),
  'delivery.posted': ({ delivery, next_at }) => (next_at === null ? noticePlace(delivery) : undefined),
  'delivery.sent': ({ delivery }) => noticePlace(delivery),
  'delivery.failed': ({ next_at }) =>
    next_at === null ? { id: 'deliveries_dead', kind: 'deliveries_dead' } : undefined,
  'worker.exited': ({ wanted }) => (wanted === false ? workerPlace('exited') : undefined),
  'worker.silent': () => workerPlace('silent'),
  'worker.misbehaved': () => workerPlace('misbehaved'),
  'worker.transient_error': () => workerPlace('transient_error'),
  'core.started': ({ clean }, { seq }) =>
    clean === false && seq > 1 ? { id: 'unclean_start', kind: 'unclean_start' } : undefined,
}

/** How a run ended that the inbox tells. Killed and cancelled ones were somebody's wish. */
const FAILURES: ReadonlySet<unknown> = new Set(['failed', 'timed_out', 'over_budget', 'lost'])

const failedRun: Sort = ({ state, code }, { job_id }) =>
  FAILURES.has(state) && job_id !== null
    ? { id: `job:${job_id}`, kind: 'job_failed', code: text(code) ?? text(state), job: job_id }
    : undefined

/** Kinds of which each event is told, or takes back what was told. */
const ALWAYS_TOLD: ReadonlySet<string> = new Set(Object.keys(SORTS).filter((kind) => kind !== 'worker.exited'))

/** Whether the inbox can say something else after an event. `shown` are the jobs it speaks of by name. */
export function changesInbox({ kind, job, payload }: Appended, shown: ReadonlySet<string>): boolean {
  if (ALWAYS_TOLD.has(kind) || kind.startsWith('artifact.') || kind.startsWith('approval.')) return true
  if (kind === 'run.finished' && FAILURES.has(Reflect.get(payload, 'state'))) return true
  if (kind === 'worker.exited') return Reflect.get(payload, 'wanted') === false
  return job !== undefined && shown.has(job) && (kind.startsWith('job.') || kind.startsWith('run.'))
}

function operationPlace(operation: unknown, code: string): Place | undefined {
  const id = text(operation)
  return id === null ? undefined : { id: `operation:${id}`, kind: 'operation', code, subject: id }
}

function noticePlace(delivery: unknown): Place | undefined {
  const id = text(delivery)
  return id === null ? undefined : { id: `notice:${id}`, kind: 'notice', subject: id }
}

function workerPlace(code: string): Place {
  return { id: `worker:${code}`, kind: 'worker', code }
}

/** What the task answers. */
export const inboxGroupsAnswer = z.strictObject({ head: z.int(), groups: z.array(z.unknown()), more: z.boolean() })

interface Gathered {
  readonly place: Place
  readonly last: Told
  readonly jobs: Set<string | null>
  readonly seqs: number[]
}

/** Groups of the inbox out of the ledger; each kind of event is a range of an index, read from its new end. */
export const inboxGroups: ReaderTask = async (database) => {
  const queries = queriesOf(database)
  // Read before the events: what comes while they are gathered must not count as read with them.
  const head = queries.query<object, { seq: number | null }>('SELECT max(seq) AS seq FROM event').get({})?.seq ?? 0
  const read = readState(queries)
  const gathered = new Map<string, Gathered>()
  let more = false
  for await (const sorted of tellings(database, queries)) {
    if (sorted.length > MAX_EVENTS) more = true
    for (const { place, event } of sorted.slice(0, MAX_EVENTS)) gather(gathered, place, event)
  }
  const notices = createNotices(queries)
  const all = [...gathered.values()]
    .filter(({ place }) => notices.isTold(place))
    .map((group) => {
      const mark = Math.max(read.read_to, read.groups[group.place.id] ?? 0)
      return { group, mark, unread: group.last.seq > mark }
    })
    .toSorted((a, b) => Number(b.unread) - Number(a.unread) || b.group.last.seq - a.group.last.seq)
  const unread = all.filter((each) => each.unread)
  const kept = [...unread.slice(0, MAX_GROUPS), ...all.filter((each) => !each.unread).slice(0, MAX_READ_GROUPS)]
  const jobs = jobsOf(
    queries,
    kept.map(({ group }) => soleJob(group)),
  )
  const groups = kept.map(({ group, mark }) =>
    notices.worded(toGroup(group, mark, jobs.get(soleJob(group) ?? '') ?? null)),
  )
  return { head, groups, more: more || unread.length > MAX_GROUPS }
}

/** @param mark up to which row it was read */
function toGroup({ place, last, seqs }: Gathered, mark: number, job: InboxGroup['job']): InboxGroup {
  return {
    id: place.id,
    kind: place.kind,
    unread: last.seq > mark,
    standing: false,
    count: seqs.filter((seq) => seq > mark).length || seqs.length,
    last_seq: last.seq,
    last_at: isoTime(last.at),
    actor: last.actor,
    code: place.code ?? null,
    job,
    subject: place.subject ?? null,
    text: null,
  }
}

/** An event and where it belongs. What the ledger holds never changes, so it is read and sorted once. */
interface Sorted {
  readonly event: Told
  readonly place: Place | undefined
  readonly artifact: string | null
}

const known = new WeakMap<ReadConnection, Map<string, readonly Sorted[]>>()

/** The newest events of each kind, newest first; only those that came since the last time are read. */
async function* tellings(database: ReadConnection, queries: Queries): AsyncGenerator<readonly Sorted[], void, void> {
  type Newest = { kind: string; after: number; limit: number }
  const kept = known.get(database) ?? new Map<string, readonly Sorted[]>()
  known.set(database, kept)
  // The conditions are those of the indexes, word for word: they would not be used otherwise.
  const failed = queries.query<Newest, Told>(
    `SELECT seq, at, kind, actor, job_id, payload FROM event INDEXED BY event_run_not_succeeded
     WHERE kind = 'run.finished' AND kind = :kind AND instr(payload, '"state":"succeeded"') = 0 AND seq > :after
     ORDER BY seq DESC LIMIT :limit`,
  )
  const ofKind = queries.query<Newest, Told>(
    `SELECT seq, at, kind, actor, job_id, payload FROM event INDEXED BY event_kind
     WHERE ${IN_KIND_INDEX} AND kind = :kind AND seq > :after ORDER BY seq DESC LIMIT :limit`,
  )
  for (const [kind, sort] of [['run.finished', failedRun] as const, ...Object.entries(SORTS)]) {
    const before = kept.get(kind) ?? []
    const query = kind === 'run.finished' ? failed : ofKind
    const came = query.all({ kind, after: before[0]?.event.seq ?? 0, limit: MAX_EVENTS + 1 }).map((event): Sorted => {
      const payload = payloadOf(event)
      return { event, place: sort(payload, event), artifact: text(payload['artifact']) }
    })
    const all = [...came, ...before].slice(0, MAX_EVENTS + 1)
    kept.set(kind, all)
    yield kind === 'artifact.created'
      ? stillToReview(queries, all)
      : kind === 'approval.asked'
        ? stillAsked(queries, all)
        : all
    if (came.length > 0) await nextTurn()
  }
}

/** What was reviewed meanwhile is nothing to tell any more. */
function stillToReview(queries: Queries, sorted: readonly Sorted[]): Sorted[] {
  const waiting = queries.query<{ id: string }, { n: number }>(
    "SELECT 1 AS n FROM artifact WHERE id = :id AND state = 'needs_review'",
  )
  return sorted.filter(({ artifact }) => waiting.get({ id: artifact ?? '' }) !== undefined)
}

/** What was decided meanwhile, or is over, waits for nobody. */
function stillAsked(queries: Queries, sorted: readonly Sorted[]): Sorted[] {
  const waiting = queries.query<{ seq: number }, { n: number }>(
    "SELECT 1 AS n FROM approval WHERE seq = :seq AND state = 'pending'",
  )
  return sorted.filter(({ event }) => waiting.get({ seq: event.seq }) !== undefined)
}

/** Events come newest first, so the first of a group is its last. */
function gather(gathered: Map<string, Gathered>, place: Place | undefined, event: Told): void {
  if (place === undefined) return
  const before = gathered.get(place.id)
  if (before === undefined || before.last.seq < event.seq)
    gathered.set(place.id, {
      place,
      last: event,
      jobs: (before?.jobs ?? new Set()).add(event.job_id),
      seqs: [...(before?.seqs ?? []), event.seq],
    })
  else {
    before.jobs.add(event.job_id)
    before.seqs.push(event.seq)
  }
}

function soleJob({ jobs }: Gathered): string | null {
  const [only = null] = jobs
  return jobs.size === 1 ? only : null
}

// A row that somebody wrote to keeps nothing else from being told.
const shownState = jobStateSchema.catch('held')

function jobsOf(queries: Queries, ids: readonly (string | null)[]): Map<string, NonNullable<InboxGroup['job']>> {
  const named = queries.query<
    { id: string },
    { id: string; title: string; type: string; state: string; workspace: string }
  >('SELECT id, title, type, state, workspace FROM job WHERE id = :id')
  const found = ids.flatMap((id) => {
    const row = id === null ? undefined : named.get({ id })
    return row === undefined ? [] : [[row.id, { ...row, state: shownState.parse(row.state) }] as const]
  })
  return new Map(found)
}

function readState(queries: Queries): DeskValue<'inbox'> {
  const row = queries.query<object, { value: string }>("SELECT value FROM desk WHERE key = 'inbox'").get({})
  try {
    return deskSchemas.inbox.parse(row && JSON.parse(row.value))
  } catch {
    // As the desk itself takes an entry that it cannot read: nothing was read yet.
    return deskSchemas.inbox.parse(undefined)
  }
}

/** A row that somebody wrote to tells nothing, but keeps nothing else from being told. */
function payloadOf({ payload }: Told): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(payload))
  } catch {
    return {}
  }
}
