import { newsSchema } from '#schemas'
import type { DeliveryRow } from './delivery-tables.ts'
import type { LedgerEvent, Reducers } from './reducer.ts'
import type { Tables } from './tables.ts'

/** How often a delivery may be tried after the operator had it tried again. */
const MORE_ATTEMPTS = 12

export const deliveryReducers: Reducers = {
  'alias.set'({ telling }, { at, payload }, body) {
    const { alias: name, channel, revision } = payload
    telling.alias.set(name, { name, channel, revision, spec: body(payload.spec.id), changed_at: at })
  },
  'alias.removed'({ telling }, { payload }) {
    telling.alias.delete(payload.alias)
  },
  'outbox.paused'({ telling }, { at, actor }) {
    Object.assign(telling.outbox, { paused: 1, since: at, actor })
  },
  'outbox.resumed'({ telling }, { at, actor }) {
    Object.assign(telling.outbox, { paused: 0, since: at, actor })
  },
  'delivery.posted'({ telling }, { seq, at, actor, job_id, run_id, payload }, body) {
    const { delivery: id, news, hold, next_at, max_attempts, ...rest } = payload
    const there = next_at === null
    telling.delivery.set(id, {
      ...rest,
      seq,
      id,
      state: there ? 'sent' : 'waiting',
      hold,
      job: job_id,
      run: run_id,
      actor,
      title: newsSchema.parse(JSON.parse(body(news.id))).title,
      news: news.id,
      created_at: at,
      next_at,
      attempts: 0,
      max_attempts,
      parts: 0,
      problem: null,
      status: null,
      ended_at: there ? at : null,
      digest: null,
    })
  },
  'delivery.sent'(tables, event) {
    const { attempt, status, ms } = event.payload
    Object.assign(deliveryOf(tables, event.payload.delivery), {
      state: 'sent',
      hold: null,
      next_at: null,
      attempts: attempt,
      problem: null,
      status,
      ended_at: event.at,
    })
    receipt(tables, event, event.payload.delivery, 'sent', { attempt, status, ms })
  },
  'delivery.failed'(tables, event) {
    const { delivery: id, attempt, problem, status, ms, parts, hold, next_at } = event.payload
    const over = next_at === null
    Object.assign(deliveryOf(tables, id), {
      state: over ? 'dead' : 'waiting',
      hold: over ? null : hold,
      next_at,
      attempts: attempt,
      parts,
      problem,
      status,
      ended_at: over ? event.at : null,
    })
    receipt(tables, event, id, over ? 'given_up' : 'failed', { attempt, problem, status, ms })
  },
  'delivery.retried'(tables, event) {
    const { delivery: id, next_at } = event.payload
    const row = deliveryOf(tables, id)
    Object.assign(row, {
      state: 'waiting',
      hold: null,
      next_at,
      ended_at: null,
      max_attempts: row.attempts + MORE_ATTEMPTS,
    })
    receipt(tables, event, id, 'retried')
  },
  'delivery.discarded'(tables, event) {
    ended(tables, event, event.payload.delivery, 'discarded', null)
  },
  'delivery.collected'(tables, event) {
    for (const id of event.payload.deliveries) ended(tables, event, id, 'collected', event.payload.digest)
  },
}

function ended(tables: Tables, event: LedgerEvent, id: string, state: string, digest: string | null): void {
  Object.assign(deliveryOf(tables, id), { state, hold: null, next_at: null, ended_at: event.at, digest })
  receipt(tables, event, id, state)
}

function receipt(tables: Tables, { seq, at, actor }: LedgerEvent, delivery: string, kind: string, more = {}): void {
  const nothing = { attempt: null, problem: null, status: null, ms: null }
  tables.telling.delivery_receipt.set(`${delivery} ${seq}`, { seq, delivery, kind, actor, at, ...nothing, ...more })
}

function deliveryOf({ telling }: Tables, id: string): DeliveryRow {
  const row = telling.delivery.get(id)
  if (row === undefined) throw new Error(`There was no delivery ${id}.`)
  return row
}
