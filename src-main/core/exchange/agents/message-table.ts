import { z } from 'zod'
import { type Message, messageReceiptSchema, messageSchema, type MessageReceipt } from '#schemas'
import { isoTime } from '#schemas/format'
import type { Store } from '#core/record'

/** A message as it is stored. */
export interface MessageRow {
  /** Number of the event that told of it. */
  seq: number
  id: string
  thread: string
  reply_to: string | null
  sender: string
  /** Null for a `spawn`, which goes to nobody. */
  recipient: string | null
  team: string | null
  kind: string
  /** Place of its kind in an inbox. */
  rank: number
  subject: string
  /** Body with subject and text. */
  content: string
  priority: number
  state: string
  ack_required: number
  created_at: number
  expires_at: number | null
  delivered_at: number | null
  read_at: number | null
  acked_at: number | null
  job: string | null
  problem: string | null
}

export interface MessageReceiptRow {
  message: string
  seq: number
  kind: string
  actor: string
  at: number
  note: string | null
}

export type MessageTable = ReturnType<typeof createMessageTable>

export function createMessageTable(store: Store) {
  const byId = store.query<{ id: string }, MessageRow>('SELECT * FROM message WHERE id = :id')
  const expiring = store.query<object, { at: number | null }>(
    `SELECT min(expires_at) AS at FROM message INDEXED BY message_expiring
      WHERE expires_at IS NOT NULL AND state IN ('pending', 'delivered')`,
  )
  const part = store.query<{ thread: string; party: string }, { one: number }>(
    `SELECT 1 AS one FROM message INDEXED BY message_thread
      WHERE thread = :thread AND (sender = :party OR recipient = :party) LIMIT 1`,
  )
  return {
    takesPart: (of: { thread: string; party: string }) => part.get(of) !== undefined,
    byId: (id: string) => byId.get({ id }),
    nextExpiry: () => expiring.get({})?.at ?? undefined,
    expired: store.query<{ now: number; limit: number }, MessageRow>(
      `SELECT * FROM message INDEXED BY message_expiring
        WHERE expires_at IS NOT NULL AND state IN ('pending', 'delivered') AND expires_at <= :now ORDER BY expires_at LIMIT :limit`,
    ),
    inbox: store.query<{ recipient: string; now: number; limit: number }, MessageRow>(
      `SELECT * FROM message INDEXED BY message_inbox WHERE state = 'pending' AND recipient = :recipient
        AND (expires_at IS NULL OR expires_at > :now) ORDER BY rank, priority DESC, seq LIMIT :limit`,
    ),
    page: store.query<{ from: string; state: string; before: number; limit: number }, MessageRow>(
      `SELECT * FROM message WHERE seq < :before AND (:from = '' OR sender = :from) AND (:state = '' OR state = :state)
        ORDER BY seq DESC LIMIT :limit`,
    ),
    pageTo: store.query<{ to: string; state: string; before: number; limit: number }, MessageRow>(
      `SELECT * FROM message INDEXED BY message_to WHERE recipient = :to AND seq < :before
        AND (:state = '' OR state = :state) ORDER BY seq DESC LIMIT :limit`,
    ),
    pageOfThread: store.query<{ thread: string; before: number; limit: number }, MessageRow>(
      'SELECT * FROM message INDEXED BY message_thread WHERE thread = :thread AND seq < :before ORDER BY seq DESC LIMIT :limit',
    ),
    insert: store.change<MessageRow>(
      `INSERT INTO message(seq, id, thread, reply_to, sender, recipient, team, kind, rank, subject, content, priority, state,
          ack_required, created_at, expires_at, delivered_at, read_at, acked_at, job, problem)
        VALUES (:seq, :id, :thread, :reply_to, :sender, :recipient, :team, :kind, :rank, :subject, :content, :priority, :state,
          :ack_required, :created_at, :expires_at, :delivered_at, :read_at, :acked_at, :job, :problem)`,
    ),
    delivered: store.change<{ id: string; at: number }>(
      "UPDATE message SET state = 'delivered', delivered_at = :at WHERE id = :id",
    ),
    read: store.change<{ id: string; at: number }>(
      "UPDATE message SET state = 'read', delivered_at = coalesce(delivered_at, :at), read_at = :at WHERE id = :id",
    ),
    acked: store.change<{ id: string; at: number }>(
      `UPDATE message SET state = 'read', delivered_at = coalesce(delivered_at, :at), read_at = coalesce(read_at, :at), acked_at = :at
        WHERE id = :id`,
    ),
    expire: store.change<{ id: string }>("UPDATE message SET state = 'expired' WHERE id = :id"),
    receipts: store.query<{ message: string }, MessageReceiptRow>(
      'SELECT * FROM message_receipt WHERE message = :message ORDER BY seq DESC LIMIT 200',
    ),
    addReceipt: store.change<MessageReceiptRow>(
      'INSERT INTO message_receipt(message, seq, kind, actor, at, note) VALUES (:message, :seq, :kind, :actor, :at, :note)',
    ),
  }
}

// A row that somebody wrote to is shown as far as it can be read.
const shownKind = messageSchema.shape.kind.catch('text')
const shownState = messageSchema.shape.state.catch('refused')
const time = (at: number | null) => (at === null ? null : isoTime(at))

export function toMessage(row: MessageRow): Message {
  return {
    id: row.id,
    seq: row.seq,
    thread: row.thread,
    reply_to: row.reply_to,
    from: row.sender,
    to: row.recipient,
    team: row.team,
    kind: shownKind.parse(row.kind),
    subject: row.subject,
    priority: row.priority,
    state: shownState.parse(row.state),
    ack_required: row.ack_required === 1,
    created_at: isoTime(row.created_at),
    expires_at: time(row.expires_at),
    delivered_at: time(row.delivered_at),
    read_at: time(row.read_at),
    acked_at: time(row.acked_at),
    job: row.job,
    problem: row.problem,
  }
}

export function toMessageReceipt({ kind, actor, at, note }: MessageReceiptRow): MessageReceipt {
  return messageReceiptSchema.parse({ at: isoTime(at), kind, actor, note })
}

/** What the body of a message holds. */
export const contentSchema = z.object({ subject: z.string(), body: z.string() })
