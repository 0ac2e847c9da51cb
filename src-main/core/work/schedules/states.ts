import type { EventPayload, ScheduleSpec } from '#schemas'
import type { Clock } from '#schemas/format'
import { type Ledger, nextTurn, type Store, type Write } from '#core/record'
import type { FiringTable } from './firing-table.ts'
import type { ScanLease } from './lease.ts'
import type { ScheduleNews } from './news.ts'
import { nextDue } from './plan.ts'
import type { RecordFiring } from './record-firing.ts'
import type { ScheduleRow, ScheduleTable } from './schedule-table.ts'

/** What schedules come to, by the operator or by what happens. */
export interface ScheduleStates {
  /** Sets when a schedule that is on fires next, counted from now. */
  time(write: Write, row: ScheduleRow, spec: ScheduleSpec): void
  /** It was due for the last time. */
  done(write: Write, row: ScheduleRow, spec: ScheduleSpec): void
  trip(write: Write, row: ScheduleRow, cause: EventPayload<'schedule.tripped'>['cause'], failures?: number): void
  remove(write: Write, row: ScheduleRow, actor: string, cause: EventPayload<'schedule.deleted'>['cause']): void
  /** One that is off is deleted some time after its last job, where it says so. */
  expireLater(write: Write, row: ScheduleRow, spec: ScheduleSpec): void
  /** Looks again at when each schedule is due: the clock was set back since that was worked out. */
  retime(version: number, lease: ScanLease): Promise<void>
  /** Sets when those are due of which that is nowhere written. */
  repair(): Promise<void>
}

const BATCH = 200
const HOUR = 3_600_000

export function createScheduleStates({
  store,
  ledger,
  clock,
  schedules,
  firings,
  record,
  news,
}: {
  readonly store: Store
  readonly ledger: Ledger
  readonly clock: Clock
  readonly schedules: ScheduleTable
  readonly firings: FiringTable
  readonly record: RecordFiring
  readonly news: ScheduleNews
}): ScheduleStates {
  function time(write: Write, row: ScheduleRow, spec: ScheduleSpec): void {
    const next = nextDue(spec, row.id, clock.now())
    if (next === undefined) schedules.clearDue.run(write, { what: 'schedule', ref: row.seq })
    else schedules.setDue.run(write, { what: 'schedule', ref: row.seq, at: next.at, due_at: next.due })
    schedules.clearDue.run(write, { what: 'expiry', ref: row.seq })
  }

  function expireLater(write: Write, row: ScheduleRow, spec: ScheduleSpec): void {
    const over = firings.lastOver(row.id)
    if (
      spec.ttl_h === undefined ||
      over === undefined ||
      firings.openOf.get({ schedule: row.id, limit: 1 }) !== undefined
    )
      return
    const at = over + spec.ttl_h * HOUR
    schedules.setDue.run(write, { what: 'expiry', ref: row.seq, at, due_at: at })
  }

  async function inBatches(
    rows: readonly ScheduleRow[],
    work: (write: Write, row: ScheduleRow) => void,
  ): Promise<void> {
    for (let at = 0; at < rows.length; at += BATCH) {
      const some = rows.slice(at, at + BATCH)
      await store.write((write) => some.forEach((row) => work(write, row)), { durable: false })
      await nextTurn()
    }
  }

  function on(): ScheduleRow[] {
    return schedules.live.all({}).filter(({ state }) => state === 'on')
  }

  return {
    time,
    expireLater,
    done(write, row, spec) {
      schedules.clearDue.run(write, { what: 'schedule', ref: row.seq })
      // It may still follow others.
      if (row.state !== 'on' || spec.after.length > 0) return
      const at = clock.now()
      ledger.append(write, 'schedule.disabled', { schedule: row.id, cause: 'done' }, { actor: 'scheduler', at })
      schedules.setState.run(write, { id: row.id, state: 'off', failures: row.failures, at })
      expireLater(write, row, spec)
    },
    trip(write, row, cause, failures = row.failures) {
      const at = clock.now()
      ledger.append(write, 'schedule.tripped', { schedule: row.id, cause, failures }, { actor: 'scheduler', at })
      schedules.setState.run(write, { id: row.id, state: 'tripped', failures, at })
      news.tripped(write, row, cause, failures)
      schedules.clearDue.run(write, { what: 'schedule', ref: row.seq })
    },
    remove(write, row, actor, cause) {
      const at = clock.now()
      ledger.append(write, 'schedule.deleted', { schedule: row.id, cause }, { actor, at })
      schedules.setState.run(write, { id: row.id, state: 'deleted', failures: row.failures, at })
      schedules.clearDue.run(write, { what: 'schedule', ref: row.seq })
      schedules.clearDue.run(write, { what: 'expiry', ref: row.seq })
      for (const waits of firings.waitingOf.all({ schedule: row.id }))
        record.cancel(write, waits, actor, { code: 'schedule_deleted' })
    },
    retime: (version, lease) =>
      inBatches(on(), (write, row) => {
        const spec = schedules.spec(row)
        const due = schedules.dueOf('schedule', row.seq)
        if (spec === undefined || !lease.holds(version)) return
        const next = nextDue(spec, row.id, clock.now())
        if (next !== undefined && next.due < (due?.due_at ?? Infinity))
          schedules.setDue.run(write, { what: 'schedule', ref: row.seq, at: next.at, due_at: next.due })
      }),
    repair: () =>
      inBatches(
        on().filter(({ seq }) => schedules.dueOf('schedule', seq) === undefined),
        (write, row) => {
          const spec = schedules.spec(row)
          if (spec !== undefined) time(write, row, spec)
        },
      ),
  }
}
