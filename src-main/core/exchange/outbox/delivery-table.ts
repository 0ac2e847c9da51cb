import { type Delivery, deliveryProblemSchema, deliverySchema, type DeliveryWait } from '#schemas'
import { isoTime } from '#schemas/format'
import type { Store } from '#core/record'

/** A delivery as it is stored. */
export interface DeliveryRow {
  /** Number of the event that told of it. */
  seq: number
  id: string
  alias: string
  channel: string
  topic: string
  urgency: string
  state: string
  hold: string | null
  dedupe_key: string | null
  job: string | null
  run: string | null
  actor: string
  title: string
  /** Body with the news. */
  news: string
  created_at: number
  next_at: number | null
  attempts: number
  max_attempts: number
  /** How many of its messages had gone through when the last try failed. */
  parts: number
  problem: string | null
  status: number | null
  ended_at: number | null
  digest: string | null
}

export interface ReceiptRow {
  seq: number
  delivery: string
  kind: string
  actor: string
  at: number
  attempt: number | null
  problem: string | null
  status: number | null
  ms: number | null
}

export type DeliveryTable = ReturnType<typeof createDeliveryTable>

export function createDeliveryTable(store: Store) {
  const byId = store.query<{ id: string }, DeliveryRow>('SELECT * FROM delivery WHERE id = :id')
  const byKey = store.query<{ alias: string; key: string }, DeliveryRow>(
    'SELECT * FROM delivery WHERE alias = :alias AND dedupe_key = :key',
  )
  const next = store.query<{ now: number }, { at: number | null }>(
    "SELECT min(next_at) AS at FROM delivery INDEXED BY delivery_next WHERE state = 'waiting' AND next_at > :now",
  )
  const first = store.query<object, { at: number | null }>(
    "SELECT min(next_at) AS at FROM delivery INDEXED BY delivery_next WHERE state = 'waiting'",
  )
  const oldest = store.query<{ alias: string; now: number }, DeliveryRow>(
    `SELECT * FROM delivery INDEXED BY delivery_due WHERE state = 'waiting' AND alias = :alias AND next_at <= :now
      ORDER BY next_at, seq LIMIT 1`,
  )
  return {
    byId: (id: string) => byId.get({ id }),
    byKey: (alias: string, key: string) => byKey.get({ alias, key }),
    /** The next moment after `now` at which one comes due. */
    nextAfter: (now: number) => next.get({ now })?.at ?? undefined,
    firstDue: () => first.get({})?.at ?? undefined,
    /** The one that is due longest. */
    due: (alias: string, now: number) => oldest.get({ alias, now }),
    /** Those of an alias that wait for its digest, the oldest first. */
    gathered: store.query<{ alias: string; now: number; limit: number }, DeliveryRow>(
      `SELECT * FROM delivery INDEXED BY delivery_due WHERE state = 'waiting' AND alias = :alias AND next_at <= :now
        AND hold = 'digest' ORDER BY next_at, seq LIMIT :limit`,
    ),
    waiting: store.query<{ alias: string }, DeliveryRow>(
      "SELECT * FROM delivery INDEXED BY delivery_due WHERE state = 'waiting' AND alias = :alias",
    ),
    page: store.query<{ before: number; limit: number }, DeliveryRow>(
      'SELECT * FROM delivery WHERE seq < :before ORDER BY seq DESC LIMIT :limit',
    ),
    pageOfState: store.query<{ state: string; alias: string; before: number; limit: number }, DeliveryRow>(
      `SELECT * FROM delivery INDEXED BY delivery_state WHERE state = :state AND seq < :before
        AND (:alias = '' OR alias = :alias) ORDER BY seq DESC LIMIT :limit`,
    ),
    pageOfAlias: store.query<{ alias: string; before: number; limit: number }, DeliveryRow>(
      'SELECT * FROM delivery INDEXED BY delivery_alias WHERE alias = :alias AND seq < :before ORDER BY seq DESC LIMIT :limit',
    ),
    counts: store.query<object, { state: string; n: number }>(
      "SELECT state, count(*) AS n FROM delivery INDEXED BY delivery_state WHERE state IN ('waiting', 'dead') GROUP BY state",
    ),
    insert: store.change<DeliveryRow>(
      `INSERT INTO delivery(seq, id, alias, channel, topic, urgency, state, hold, dedupe_key, job, run, actor, title, news, created_at,
          next_at, attempts, max_attempts, parts, problem, status, ended_at, digest)
        VALUES (:seq, :id, :alias, :channel, :topic, :urgency, :state, :hold, :dedupe_key, :job, :run, :actor, :title, :news,
          :created_at, :next_at, :attempts, :max_attempts, :parts, :problem, :status, :ended_at, :digest)`,
    ),
    tried: store.change<{
      id: string
      state: string
      hold: string | null
      next_at: number | null
      attempts: number
      parts: number
      problem: string | null
      status: number | null
      ended_at: number | null
    }>(
      `UPDATE delivery SET state = :state, hold = :hold, next_at = :next_at, attempts = :attempts, parts = :parts, problem = :problem,
        status = :status, ended_at = :ended_at WHERE id = :id`,
    ),
    again: store.change<{ id: string; next_at: number; max: number }>(
      "UPDATE delivery SET state = 'waiting', hold = NULL, next_at = :next_at, ended_at = NULL, max_attempts = :max WHERE id = :id",
    ),
    end: store.change<{ id: string; state: string; at: number; digest: string | null }>(
      'UPDATE delivery SET state = :state, hold = NULL, next_at = NULL, ended_at = :at, digest = :digest WHERE id = :id',
    ),
    receipts: store.query<{ delivery: string }, ReceiptRow>(
      'SELECT * FROM delivery_receipt WHERE delivery = :delivery ORDER BY seq DESC LIMIT 200',
    ),
    addReceipt: store.change<ReceiptRow>(
      `INSERT INTO delivery_receipt(seq, delivery, kind, actor, at, attempt, problem, status, ms)
        VALUES (:seq, :delivery, :kind, :actor, :at, :attempt, :problem, :status, :ms)`,
    ),
  }
}

const shape = deliverySchema.shape

export function toDelivery(row: DeliveryRow, wait: DeliveryWait | null): Delivery {
  return {
    id: row.id,
    seq: row.seq,
    alias: row.alias,
    channel: shape.channel.parse(row.channel),
    topic: row.topic,
    urgency: shape.urgency.parse(row.urgency),
    state: shape.state.parse(row.state),
    wait,
    title: row.title,
    job: row.job,
    run: row.run,
    actor: row.actor,
    created_at: isoTime(row.created_at),
    next_at: row.next_at === null ? null : isoTime(row.next_at),
    attempts: row.attempts,
    max_attempts: row.max_attempts,
    problem: deliveryProblemSchema.nullable().parse(row.problem),
    status: row.status,
    ended_at: row.ended_at === null ? null : isoTime(row.ended_at),
    digest: row.digest,
  }
}
