import { type AliasSpec, InterlockError } from '#schemas'
import type { Clock } from '#schemas/format'
import type { Ledger, Write } from '#core/record'
import { type Backoff, backoffMs } from '#core/work'
import type { Sent } from './channels/index.ts'
import type { DeliveryRow, DeliveryTable } from './delivery-table.ts'
import { afterQuietHours } from './hours.ts'
import { MAX_ATTEMPTS } from './post.ts'

/** What becomes of a delivery, each with its event and its receipt, inside the caller's write. */
export interface Settle {
  /** How a try ended. */
  tried(write: Write, row: DeliveryRow, spec: AliasSpec, outcome: Sent, ms: number): void
  /** @throws InterlockError delivery_state */
  retry(write: Write, row: DeliveryRow, actor: string): void
  /** @throws InterlockError delivery_state */
  discard(write: Write, row: DeliveryRow, actor: string): void
  /** They went into the digest with this id. */
  collected(write: Write, rows: readonly DeliveryRow[], digest: string): void
}

export interface SettleDeps {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly random: () => number
  readonly table: DeliveryTable
  readonly backoff: Backoff
}

const NOTHING = { attempt: null, problem: null, status: null, ms: null } as const

export function createSettle({ ledger, clock, random, table, backoff }: SettleDeps): Settle {
  function contextOf({ job, run }: DeliveryRow, actor: string, at: number) {
    return { actor, at, ...(job !== null && { job }), ...(run !== null && { run }) }
  }

  function sent(write: Write, row: DeliveryRow, status: number | null, ms: number): void {
    const at = clock.now()
    const attempt = row.attempts + 1
    const seq = ledger.append(
      write,
      'delivery.sent',
      { delivery: row.id, attempt, status, ms },
      contextOf(row, 'core', at),
    )
    table.tried.run(write, {
      id: row.id,
      state: 'sent',
      hold: null,
      next_at: null,
      attempts: attempt,
      parts: row.parts,
      problem: null,
      status,
      ended_at: at,
    })
    table.addReceipt.run(write, {
      seq,
      delivery: row.id,
      kind: 'sent',
      actor: 'core',
      at,
      ...NOTHING,
      attempt,
      status,
      ms,
    })
  }

  function notSent(
    write: Write,
    row: DeliveryRow,
    spec: AliasSpec,
    { problem, status, final, retryAfterMs, parts = row.parts }: Extract<Sent, { ok: false }>,
    ms: number,
  ): void {
    const at = clock.now()
    const attempt = row.attempts + 1
    const over = final || attempt >= row.max_attempts
    const wanted = at + Math.max(retryAfterMs ?? 0, backoffMs(backoff, attempt, random()))
    const nextAt = over ? null : row.urgency === 'urgent' ? wanted : afterQuietHours(spec, wanted)
    const hold = nextAt !== null && nextAt > wanted ? 'quiet_hours' : 'retry'
    const seq = ledger.append(
      write,
      'delivery.failed',
      { delivery: row.id, attempt, problem, status, ms, parts, hold, next_at: nextAt },
      contextOf(row, 'core', at),
    )
    table.tried.run(write, {
      id: row.id,
      state: over ? 'dead' : 'waiting',
      hold: over ? null : hold,
      next_at: nextAt,
      attempts: attempt,
      parts,
      problem,
      status,
      ended_at: over ? at : null,
    })
    const kind = over ? 'given_up' : 'failed'
    table.addReceipt.run(write, { seq, delivery: row.id, kind, actor: 'core', at, attempt, problem, status, ms })
  }

  function refuseOver({ id, state }: DeliveryRow, act: 'retry' | 'discard'): void {
    if (state !== 'waiting' && state !== 'dead') throw new InterlockError('delivery_state', { id, state, act })
  }

  return {
    tried(write, row, spec, outcome, ms) {
      if (outcome.ok) sent(write, row, outcome.status, ms)
      else notSent(write, row, spec, outcome, ms)
    },
    retry(write, row, actor) {
      refuseOver(row, 'retry')
      const at = clock.now()
      const seq = ledger.append(write, 'delivery.retried', { delivery: row.id, next_at: at }, contextOf(row, actor, at))
      table.again.run(write, { id: row.id, next_at: at, max: row.attempts + MAX_ATTEMPTS })
      table.addReceipt.run(write, { seq, delivery: row.id, kind: 'retried', actor, at, ...NOTHING })
    },
    discard(write, row, actor) {
      refuseOver(row, 'discard')
      const at = clock.now()
      const seq = ledger.append(write, 'delivery.discarded', { delivery: row.id }, contextOf(row, actor, at))
      table.end.run(write, { id: row.id, state: 'discarded', at, digest: null })
      table.addReceipt.run(write, { seq, delivery: row.id, kind: 'discarded', actor, at, ...NOTHING })
    },
    collected(write, rows, digest) {
      const at = clock.now()
      const deliveries = rows.map(({ id }) => id)
      const seq = ledger.append(write, 'delivery.collected', { digest, deliveries }, { actor: 'core', at })
      for (const { id } of rows) {
        table.end.run(write, { id, state: 'collected', at, digest })
        table.addReceipt.run(write, { seq, delivery: id, kind: 'collected', actor: 'core', at, ...NOTHING })
      }
    },
  }
}
