import type { BodyRef, EventPayload, FiringReason } from '#schemas'
import type { Clock } from '#schemas/format'
import type { Bodies, Ledger, Write } from '#core/record'
import type { FiringRow, FiringTable } from './firing-table.ts'
import type { ScheduleNews } from './news.ts'
import type { ScheduleTable } from './schedule-table.ts'

/** An occurrence that is in no table yet. */
export interface NewFiring {
  readonly id: string
  readonly schedule: string
  readonly kind: 'schedule' | 'manual' | 'chain'
  readonly key: string
  readonly due_at: number
  readonly parent: { readonly job: string; readonly run: string | null } | null
  readonly given: BodyRef | null
  readonly actor: string
}

interface Why {
  readonly reason: FiringReason
  readonly message?: string | undefined
}

/** What becomes of a firing. */
export type FiringEnd =
  | { readonly state: 'enqueued'; readonly job: string }
  | (Why & { readonly state: 'waiting'; readonly until: number })
  | (Why & { readonly state: 'refused' })
  | (Why & { readonly state: 'missed'; readonly until_at: number; readonly count: number })

/** Writes what became of a firing: its row, its event, and when it is looked at again. */
export interface RecordFiring {
  fresh(write: Write, firing: NewFiring, end: FiringEnd): FiringRow
  /** Of one that waited. */
  later(write: Write, row: FiringRow, end: Exclude<FiringEnd, { state: 'missed' }>): FiringRow
  /** It waits no more. */
  cancel(write: Write, row: FiringRow, actor: string, reason: FiringReason | null): void
}

const EVENTS = {
  enqueued: 'firing.enqueued',
  waiting: 'firing.deferred',
  refused: 'firing.refused',
  missed: 'firing.missed',
} as const

export function createRecordFiring({
  ledger,
  bodies,
  clock,
  firings,
  schedules,
  news,
}: {
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly firings: FiringTable
  readonly schedules: ScheduleTable
  readonly news: ScheduleNews
}): RecordFiring {
  type Told = EventPayload<'firing.enqueued'>

  function append(write: Write, told: Omit<Told, 'job'>, end: FiringEnd, actor: string, at: number): number {
    if (end.state === 'enqueued')
      return ledger.append(write, EVENTS.enqueued, { ...told, job: end.job }, { actor, job: end.job, at })
    if (end.state !== 'waiting') news.troubled(write, told.schedule, end.state, end.reason, end.message)
    const message = end.message === undefined ? null : bodies.text(write, end.message)
    const why = { ...told, reason: end.reason, message }
    return end.state === 'missed'
      ? ledger.append(write, EVENTS.missed, { ...why, until_at: end.until_at, count: end.count }, { actor, at })
      : ledger.append(write, EVENTS[end.state], why, { actor, at })
  }

  function rememberWait(write: Write, seq: number, end: FiringEnd): void {
    if (end.state === 'waiting')
      schedules.setDue.run(write, { what: 'firing', ref: seq, at: end.until, due_at: end.until })
    else schedules.clearDue.run(write, { what: 'firing', ref: seq })
  }

  return {
    fresh(write, { id, schedule, kind, key, due_at, parent, given, actor }, end) {
      const at = clock.now()
      const seq = append(write, { firing: id, schedule, kind, key, due_at, parent, given }, end, actor, at)
      const missed = end.state === 'missed' ? end : undefined
      const row: FiringRow = {
        seq,
        id,
        schedule,
        kind,
        key,
        due_at,
        until_at: missed?.until_at ?? null,
        count: missed?.count ?? 1,
        ...stateOf(end),
        parent_job: parent?.job ?? null,
        parent_run: parent?.run ?? null,
        given: given?.id ?? null,
        actor,
        created_at: at,
        over_at: null,
      }
      firings.insert.run(write, row)
      if (end.state === 'waiting') rememberWait(write, seq, end)
      return row
    },
    later(write, row, end) {
      const state = stateOf(end)
      // One that goes on waiting for the same is put off without a word.
      if (end.state !== 'waiting' || state.reason !== row.reason) {
        const { id: firing, schedule, key, due_at, actor } = row
        const kind = kindOf(row)
        const parent = row.parent_job === null ? null : { job: row.parent_job, run: row.parent_run }
        append(
          write,
          { firing, schedule, kind, key, due_at, parent, given: givenRef(bodies, row) },
          end,
          actor,
          clock.now(),
        )
        firings.settle.run(write, { id: row.id, ...state })
      }
      rememberWait(write, row.seq, end)
      return { ...row, ...state }
    },
    cancel(write, row, actor, reason) {
      ledger.append(write, 'firing.cancelled', { firing: row.id, schedule: row.schedule, reason }, { actor })
      const why = { reason: reason === null ? null : JSON.stringify(reason), message: null }
      firings.settle.run(write, { id: row.id, state: 'cancelled', ...why, job: null })
      schedules.clearDue.run(write, { what: 'firing', ref: row.seq })
    },
  }
}

/** What made it fire; one that somebody wrote to counts as its schedule's. */
export function kindOf({ kind }: FiringRow): NewFiring['kind'] {
  return kind === 'chain' || kind === 'manual' ? kind : 'schedule'
}

function stateOf(end: FiringEnd): Pick<FiringRow, 'state' | 'reason' | 'message' | 'job'> {
  if (end.state === 'enqueued') return { state: 'enqueued', reason: null, message: null, job: end.job }
  return { state: end.state, reason: JSON.stringify(end.reason), message: end.message ?? null, job: null }
}

function givenRef(bodies: Bodies, row: FiringRow): BodyRef | null {
  const info = row.given === null ? undefined : bodies.find(row.given)
  return row.given === null || info === undefined
    ? null
    : { id: row.given, size: info.size, digest: info.digest?.toString('hex') ?? '' }
}
