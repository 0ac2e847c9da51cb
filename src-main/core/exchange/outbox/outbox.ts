import {
  type Delivery,
  type DeliveryDetail,
  deliveryReceiptSchema,
  type DeliveryWait,
  InterlockError,
  LEAVING_CHANNELS,
  type Outbox as OutboxView,
} from '#schemas'
import { type Clock, type Ids, isoTime } from '#schemas/format'
import type { Bodies, Ledger, Store, Write } from '#core/record'
import type { Backoff } from '#core/work'
import type { Aliases } from './aliases.ts'
import type { SendBy } from './channels/index.ts'
import { createDeliveryTable, type DeliveryRow, toDelivery } from './delivery-table.ts'
import { createDrain, type Drain } from './drain.ts'
import { createPost, type Post } from './post.ts'
import { readNews } from './read-news.ts'
import { createSettle } from './settle.ts'

/**
 * What is to be told, to whom, and whether it arrived. At least once: a delivery that may have arrived is sent again under the same
 * id rather than lost.
 */
export interface Outbox {
  readonly post: Post
  get(): OutboxView
  pause(actor: string): Promise<OutboxView>
  resume(actor: string): Promise<OutboxView>
  list(query: { state?: string; alias?: string; cursor?: string; limit: number }): {
    items: Delivery[]
    next_cursor: string | null
  }
  /** @throws InterlockError delivery_not_found */
  delivery(id: string): DeliveryDetail
  /** @throws InterlockError delivery_not_found, delivery_state, alias_not_found */
  retry(id: string, actor: string): Promise<Delivery>
  /** @throws InterlockError delivery_not_found, delivery_state */
  discard(id: string, actor: string): Promise<Delivery>
  /** Sends one message through an alias and waits for what becomes of it. @throws InterlockError alias_not_found */
  test(alias: string, actor: string): Promise<Delivery>
  /** Discards all that waits for an alias. @returns how many */
  discardFor(write: Write, alias: string, actor: string): number
  readonly begin: Drain['begin']
  /** Something may be sent that could not before. */
  readonly look: Drain['look']
  readonly close: Drain['close']
}

export interface OutboxDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly random: () => number
  readonly aliases: Aliases
  readonly backoff: Backoff
  readonly send: SendBy
  readonly hide: (text: string) => string
  /** Whether the kill switch keeps everything on this machine. */
  readonly blocked: () => boolean
  readonly lastLines: (run: string) => Promise<string>
  /** What the outbox shows may be different now, beyond what the ledger tells. */
  readonly onChange: () => void
  readonly onTrouble: (what: string, error: unknown) => void
}

/** How long somebody who tests an alias waits for its answer. */
const TEST_MS = 30_000

export function createOutbox(deps: OutboxDeps): Outbox {
  const { store, ledger, bodies, clock, aliases } = deps
  const table = createDeliveryTable(store)
  const stateRow = store.query<object, { paused: number; since: number | null; actor: string | null }>(
    'SELECT paused, since, actor FROM outbox',
  )
  const setState = store.change<{ paused: number; since: number; actor: string }>(
    'UPDATE outbox SET paused = :paused, since = :since, actor = :actor',
  )
  const state = () => stateRow.get({}) ?? { paused: 0, since: null, actor: null }
  const isPaused = () => state().paused === 1
  const settle = createSettle({ ...deps, table })
  const post = createPost({ ...deps, table, onPosted: () => drain.look() })
  const drain: Drain = createDrain({ ...deps, table, settle, post, isPaused })

  function waitOf(row: DeliveryRow): DeliveryWait | null {
    if (row.state !== 'waiting') return null
    if (drain.isSending(row.id)) return 'sending'
    const spec = aliases.spec(row.alias)
    if (isPaused()) return 'outbox_paused'
    if (spec?.paused === true) return 'alias_paused'
    if (spec !== undefined && LEAVING_CHANNELS.has(spec.channel) && deps.blocked()) return 'kill_switch'
    if (spec !== undefined && aliases.problem(spec) === 'secrets_locked') return 'secrets_locked'
    if (row.hold === 'quiet_hours' || row.hold === 'digest') return row.hold
    return row.attempts > 0 ? 'retry' : null
  }

  const view = (row: DeliveryRow): Delivery => toDelivery(row, waitOf(row))

  function found(id: string): DeliveryRow {
    const row = table.byId(id)
    if (row === undefined) throw new InterlockError('delivery_not_found', { id })
    return row
  }

  function get(): OutboxView {
    const { since, actor } = state()
    const counted = new Map(table.counts.all({}).map((row) => [row.state, row.n]))
    const next = table.firstDue()
    return {
      state: isPaused() ? 'paused' : 'on',
      since: since === null ? null : isoTime(since),
      by: actor,
      counts: { waiting: counted.get('waiting') ?? 0, dead: counted.get('dead') ?? 0 },
      next_at: next === undefined ? null : isoTime(next),
      blocked: isPaused() ? 'outbox_paused' : deps.blocked() ? 'kill_switch' : null,
    }
  }

  async function switchTo(paused: boolean, actor: string): Promise<OutboxView> {
    await store.write((write) => {
      if (isPaused() === paused) return
      const at = clock.now()
      ledger.append(write, paused ? 'outbox.paused' : 'outbox.resumed', {}, { actor, at })
      setState.run(write, { paused: paused ? 1 : 0, since: at, actor })
    })
    drain.look()
    return get()
  }

  async function decide(id: string, act: 'retry' | 'discard', actor: string): Promise<Delivery> {
    await store.write((write) => {
      const row = found(id)
      if (drain.isSending(id)) throw new InterlockError('delivery_state', { id, state: 'being sent', act })
      // Without a way it would wait for ever.
      if (act === 'retry') aliases.known(row.alias)
      settle[act](write, row, actor)
    })
    drain.look()
    return view(found(id))
  }

  return {
    post,
    get,
    pause: (actor) => switchTo(true, actor),
    resume: (actor) => switchTo(false, actor),
    list({ state: of, alias, cursor, limit }) {
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor)
      const page = { before: Number.isSafeInteger(before) ? before : 0, limit: limit + 1 }
      const rows =
        of !== undefined
          ? table.pageOfState.all({ ...page, state: of, alias: alias ?? '' })
          : alias !== undefined
            ? table.pageOfAlias.all({ ...page, alias })
            : table.page.all(page)
      const items = rows.slice(0, limit).map(view)
      const last = items.at(-1)
      return { items, next_cursor: rows.length > limit && last !== undefined ? String(last.seq) : null }
    },
    delivery(id) {
      const row = found(id)
      return {
        delivery: view(row),
        news: readNews(bodies, row.news) ?? null,
        receipts: table.receipts
          .all({ delivery: id })
          .map(({ seq: _seq, delivery: _delivery, at, ...receipt }) =>
            deliveryReceiptSchema.parse({ ...receipt, at: isoTime(at) }),
          ),
      }
    },
    retry: (id, actor) => decide(id, 'retry', actor),
    discard: (id, actor) => decide(id, 'discard', actor),
    async test(alias, actor) {
      aliases.known(alias)
      drain.begin()
      const { id, tried } = await store.write((write) => {
        const posted = post(write, { topic: 'test', title: 'Test of this alias', text: TEST_TEXT, to: alias, actor })
        // Before it can begin, so that its end is not missed.
        return { id: posted ?? '', tried: isPaused() ? Promise.resolve() : drain.tried(posted ?? '', TEST_MS) }
      })
      const row = found(id)
      if (row.state === 'waiting' && [null, 'sending'].includes(waitOf(row))) await tried
      return view(found(id))
    },
    discardFor(write, alias, actor) {
      const rows = table.waiting.all({ alias })
      for (const row of rows) settle.discard(write, row, actor)
      return rows.length
    },
    begin: drain.begin,
    look: drain.look,
    close: drain.close,
  }
}

const TEST_TEXT = 'Somebody wanted to see whether news arrives here. Nothing has happened.'
