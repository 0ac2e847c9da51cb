/** Tables of what is sent out, by primary key. */
export interface DeliveryTables {
  readonly alias: Map<string, object>
  readonly outbox: { id: number; paused: number; since: number | null; actor: string | null }
  readonly job_deliver: Map<number, object>
  readonly delivery: Map<string, DeliveryRow>
  readonly delivery_receipt: Map<string, object>
}

export interface DeliveryRow {
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
  news: string
  created_at: number
  next_at: number | null
  attempts: number
  max_attempts: number
  parts: number
  problem: string | null
  status: number | null
  ended_at: number | null
  digest: string | null
}

export function emptyDeliveryTables(): DeliveryTables {
  return {
    alias: new Map(),
    outbox: { id: 1, paused: 0, since: null, actor: null },
    job_deliver: new Map(),
    delivery: new Map(),
    delivery_receipt: new Map(),
  }
}
