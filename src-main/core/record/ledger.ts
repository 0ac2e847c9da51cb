import { createHash, hash } from 'node:crypto'
import { EVENT_VERSION, eventRecordSchema, type EventKind, type EventPayload, type EventRecord } from '#schemas'
import { canonicalJson, type Clock } from '#schemas/format'
import { createEventPages, type EventQuery, type EventRow } from './event-pages.ts'
import type { Store, Write } from './store.ts'

/** What an event says beside its payload. `actor` is who caused it: `operator`, `cli`, `core`, a worker's id. */
export interface EventContext {
  readonly actor: string
  readonly job?: string
  readonly run?: string
  /** Milliseconds; the moment of appending unless a worker saw it earlier. */
  readonly at?: number
}

export interface LedgerHead {
  readonly seq: number
  readonly hash: string
}

/** What a committed write appended, for those who follow. */
export interface Appended {
  readonly seq: number
  readonly kind: EventKind
  readonly job: string | undefined
  readonly run: string | undefined
  readonly payload: object
}

/** The append-only, hash-chained record of everything that happened. */
export interface Ledger {
  /** Appends one event and returns its sequence number. */
  append<K extends EventKind>(write: Write, kind: K, payload: EventPayload<K>, context: EventContext): number
  /** A number that grows with every event: the one the next event of this write has, but where a segment ends before it. */
  next(write: Write): number
  head(): LedgerHead
  segments(): number
  /** Rows of a job, a run or the whole; filters by kind or actor search, so they belong on the reader thread. */
  page(query: EventQuery): { items: EventRecord[]; head: number; more: boolean }
  get(seq: number): EventRecord | undefined
  /** The last event of a job that is of one of these kinds. */
  lastOf(job: string, kinds: readonly EventKind[]): EventRecord | undefined
  /** Records the head beside the chain, so that a missing tail shows. */
  checkpoint(write: Write): void
  /** Calls `listener` after each commit with what it appended; returns what ends that. */
  onAppend(listener: (appended: readonly Appended[]) => void): () => void
}

/** Rows per segment. Retention moves whole segments away; a checkpoint keeps the proof. */
const SEGMENT_ROWS = 100_000

const NO_HASH = Buffer.alloc(32)

/** The last row of the chain. */
interface Head {
  readonly seq: number
  readonly hash: Buffer
}

export function createLedger(store: Store, clock: Clock, segmentRows = SEGMENT_ROWS): Ledger {
  const headRow = store.query<object, { seq: number; hash: Buffer }>(
    'SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1',
  )
  const insert =
    store.change<EventRow>(`INSERT INTO event(seq, at, kind, v, actor, job_id, run_id, trace_id, payload, prev_hash, hash)
    VALUES (:seq, :at, :kind, :v, :actor, :job_id, :run_id, :trace_id, :payload, :prev_hash, :hash)`)
  const openSegment = store.query<object, { id: number; first_seq: number }>(
    'SELECT id, first_seq FROM segment WHERE last_seq IS NULL ORDER BY id DESC LIMIT 1',
  )
  const startSegment = store.change<{ first: number; prev: Buffer }>(
    'INSERT INTO segment(first_seq, prev_hash) VALUES (:first, :prev)',
  )
  const endSegment = store.change<{ id: number; last: number; hash: Buffer; at: number }>(
    'UPDATE segment SET last_seq = :last, hash = :hash, closed_at = :at WHERE id = :id',
  )
  const countSegments = store.query<object, { n: number }>('SELECT count(*) AS n FROM segment')
  const putCheckpoint = store.change<{ seq: number; hash: Buffer; at: number }>(
    'INSERT OR REPLACE INTO checkpoint(seq, hash, at) VALUES (:seq, :hash, :at)',
  )
  const bySeq = store.query<{ seq: number }, EventRow>('SELECT * FROM event WHERE seq = :seq')
  const lastOfJob = store.query<{ job: string; kinds: string }, EventRow>(
    // The plus keeps SQLite from preparing the statement anew for each job.
    `SELECT * FROM event INDEXED BY event_job WHERE job_id = +:job AND kind IN (SELECT value FROM json_each(:kinds))
      ORDER BY seq DESC LIMIT 1`,
  )
  const pages = createEventPages(store)

  const listeners = new Set<(appended: readonly Appended[]) => void>()
  /** What each transaction has appended last, but for what was undone. */
  const heads = new WeakMap<object, Head>()
  let pending: Appended[] = []

  function head(): Head {
    return headRow.get({}) ?? { seq: 0, hash: NO_HASH }
  }

  /** Read inside the transaction: what a rolled back neighbour appended is not part of it. */
  function headOf(write: Write): Head {
    return heads.get(write.transaction) ?? head()
  }

  function append<K extends EventKind>(write: Write, kind: K, payload: EventPayload<K>, context: EventContext): number {
    const last = headOf(write)
    if (last.seq === 0) startSegment.run(write, { first: 1, prev: NO_HASH })
    if (last.seq === 0 || last.seq % segmentRows !== 0) return appendRow(write, last, kind, payload, context)
    closeSegment(write, last)
    return appendRow(write, headOf(write), kind, payload, context)
  }

  function closeSegment(write: Write, last: Head): void {
    const open = openSegment.get({})
    if (open === undefined || open.first_seq > last.seq) return
    const next = last.seq + 1
    endSegment.run(write, { id: open.id, last: last.seq, hash: last.hash, at: clock.now() })
    putCheckpoint.run(write, { seq: last.seq, hash: last.hash, at: clock.now() })
    startSegment.run(write, { first: next, prev: last.hash })
    appendRow(
      write,
      last,
      'ledger.segment_closed',
      { segment: open.id, first_seq: open.first_seq, last_seq: last.seq, hash: last.hash.toString('hex') },
      { actor: 'core' },
    )
  }

  function appendRow<K extends EventKind>(
    write: Write,
    last: Head,
    kind: K,
    payload: EventPayload<K>,
    context: EventContext,
  ): number {
    const seq = last.seq + 1
    const content = {
      seq,
      at: context.at ?? clock.now(),
      kind,
      v: EVENT_VERSION,
      actor: context.actor,
      job_id: context.job ?? null,
      run_id: context.run ?? null,
      trace_id: null,
    }
    const row = { ...content, payload: canonicalJson(payload), prev_hash: last.hash }
    const ownHash = rowHash(row)
    insert.run(write, { ...row, hash: ownHash })
    heads.set(write.transaction, { seq, hash: ownHash })
    const appended = { seq, kind, job: context.job, run: context.run, payload }
    write.afterCommit(() => announce(appended))
    return seq
  }

  /** Listeners hear once per turn of the loop, not once per event. */
  function announce(appended: Appended): void {
    pending.push(appended)
    if (pending.length > 1) return
    queueMicrotask(() => {
      const batch = pending
      pending = []
      for (const listener of listeners) listener(batch)
    })
  }

  return {
    append,
    next: (write) => headOf(write).seq + 1,
    head: () => {
      const last = head()
      return { seq: last.seq, hash: last.hash.toString('hex') }
    },
    segments: () => countSegments.get({})?.n ?? 0,
    page(query) {
      const rows = pages(query)
      const items = rows.slice(0, query.limit).map(toRecord)
      return { items, head: head().seq, more: rows.length > query.limit }
    },
    get: (seq) => {
      const row = bySeq.get({ seq })
      return row === undefined ? undefined : toRecord(row)
    },
    lastOf: (job, kinds) => {
      const row = lastOfJob.get({ job, kinds: JSON.stringify(kinds) })
      return row === undefined ? undefined : toRecord(row)
    },
    checkpoint(write) {
      const last = head()
      if (last.seq > 0) putCheckpoint.run(write, { seq: last.seq, hash: last.hash, at: clock.now() })
    },
    onAppend(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/**
 * The hash of a row: SHA-256 over the RFC 8785 JSON of its other ten members. The members are written in their canonical
 * order by hand, since this is the hottest line of the ledger; a test holds it against the library.
 */
export function rowHash(row: Omit<EventRow, 'hash'>): Buffer {
  const text = `{"actor":${JSON.stringify(row.actor)},"at":${row.at},"job_id":${JSON.stringify(row.job_id)},"kind":${JSON.stringify(row.kind)},"payload":${row.payload},"prev_hash":"${row.prev_hash.toString('hex')}","run_id":${JSON.stringify(row.run_id)},"seq":${row.seq},"trace_id":${JSON.stringify(row.trace_id)},"v":${row.v}}`
  return hash('sha256', text, 'buffer')
}

/** A row as clients see it. One that somebody wrote to must not hide the page it is on: its payload is shown as it lies there. */
export function toRecord(row: EventRow): EventRecord {
  const payload = payloadOf(row.payload) ?? { unreadable: row.payload }
  return { ...row, payload, prev_hash: row.prev_hash.toString('hex'), hash: row.hash.toString('hex') }
}

function payloadOf(text: string): EventRecord['payload'] | undefined {
  try {
    return eventRecordSchema.shape.payload.safeParse(JSON.parse(text)).data
  } catch {
    // Not JSON any more: a verification names the row.
    return undefined
  }
}

const ONE_PIECE_BYTES = 16 * 1024

/** Digest of a body: SHA-256 over its salt and its bytes. */
export function bodyDigest(salt: Uint8Array, bytes: Uint8Array): Buffer {
  // For what is small, an object that takes piece after piece costs more than the hash.
  if (bytes.length <= ONE_PIECE_BYTES) return hash('sha256', Buffer.concat([salt, bytes]), 'buffer')
  return createHash('sha256').update(salt).update(bytes).digest()
}
