import type { Clock, Ids } from '#schemas/format'
import { type ScheduleSpec } from '#schemas'
import type { Store, Write } from '#core/record'
import { type Dispatch, type PreparedJob, whyNot } from './dispatch.ts'
import type { FiringTable } from './firing-table.ts'
import type { ScanLease } from './lease.ts'
import { type Plan, planOf } from './plan.ts'
import type { NewFiring, RecordFiring } from './record-firing.ts'
import type { DueRow, ScheduleRow, ScheduleTable } from './schedule-table.ts'
import type { ScheduleStates } from './states.ts'

export interface ScanDeps {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly lease: ScanLease
  readonly schedules: ScheduleTable
  readonly firings: FiringTable
  readonly record: RecordFiring
  readonly dispatch: Dispatch
  readonly states: ScheduleStates
}

/** Looks for what is due and does it. @returns when to look again; undefined where nothing is to come */
export type Scan = () => Promise<number | undefined>

const BATCH = 200
/** A clock that was set back by more brings back what was missed while it was wrong. */
const SET_BACK_MS = 60_000

export function createScan(deps: ScanDeps): Scan {
  const { store, clock, ids, lease, schedules, firings, record, dispatch, states } = deps

  /** What is due is done each in a write of its own: one that fails is undone alone, and the others share the commit. */
  async function work(version: number, due: readonly DueRow[]): Promise<void> {
    await Promise.all(due.map((each) => one(version, each)))
  }

  async function one(version: number, due: DueRow): Promise<void> {
    if (due.what === 'expiry') return expire(version, due)
    return due.what === 'schedule' ? schedule(version, due) : firing(version, due)
  }

  function write(version: number, work: (write: Write) => void): Promise<void> {
    return store.write((each) => (lease.holds(version) ? work(each) : undefined), { durable: false })
  }

  async function schedule(version: number, due: DueRow): Promise<void> {
    const row = schedules.bySeq(due.ref)
    const spec = row && schedules.spec(row)
    if (row === undefined || spec === undefined) return quarantine(version, due, row)
    if (row.state !== 'on') return write(version, (each) => void schedules.clearDue.run(each, due))
    let plan: Plan
    try {
      plan = planOf(spec, row.id, { due: due.due_at, now: clock.now(), pause: pauseOf(schedules) })
    } catch (error) {
      whyNot(error)
      return quarantine(version, due, row)
    }
    const jobs = new Map<number, PreparedJob>()
    for (const at of plan.fire) jobs.set(at, await dispatch.prepare(spec, { due_at: at, kind: 'schedule', given: {} }))
    await tried(
      (current) =>
        write(version, (each) => {
          // Edited, switched off or done by another meanwhile.
          const now = schedules.bySeq(row.seq)
          if (now?.revision !== row.revision || now.state !== 'on') return
          if (schedules.dueOf('schedule', row.seq)?.due_at !== due.due_at) return
          fire(each, now, spec, plan, jobs, current)
        }),
      (at, why) => jobs.set(at, why),
      () => quarantine(version, due, row),
    )
  }

  function fire(
    write: Write,
    row: ScheduleRow,
    spec: ScheduleSpec,
    { fire: runs, missed, next }: Plan,
    jobs: ReadonlyMap<number, PreparedJob>,
    current: (at: number) => void,
  ): void {
    for (const { from, until, count, reason } of missed) {
      const key = `${row.id}:${from}-${until}`
      if (firings.byKey(key) === undefined)
        record.fresh(write, aFiring(row, from, key), { state: 'missed', reason, until_at: until, count })
    }
    for (const at of runs) {
      const key = `${row.id}:${at}`
      const prepared = jobs.get(at)
      if (prepared === undefined || firings.byKey(key) !== undefined) continue
      current(at)
      dispatch.fresh(write, row, spec, aFiring(row, at, key), prepared)
    }
    if (next === undefined) states.done(write, row, spec)
    else schedules.setDue.run(write, { what: 'schedule', ref: row.seq, at: next.at, due_at: next.due })
  }

  function aFiring(row: ScheduleRow, due_at: number, key: string): NewFiring {
    return {
      id: ids.next('fir'),
      schedule: row.id,
      kind: 'schedule',
      key,
      due_at,
      parent: null,
      given: null,
      actor: 'scheduler',
    }
  }

  async function firing(version: number, due: DueRow): Promise<void> {
    const waits = firings.bySeq(due.ref)
    const row = waits && schedules.byId(waits.schedule)
    if (waits === undefined || row === undefined || waits.state !== 'waiting')
      return write(version, (each) => void schedules.clearDue.run(each, due))
    const spec = schedules.spec(row)
    if (spec === undefined)
      return write(version, (each) => {
        record.later(each, waits, { state: 'refused', reason: { code: 'quarantined' }, message: UNREADABLE })
      })
    const { due_at, kind } = waits
    let prepared = await dispatch.prepare(spec, { due_at, kind, given: dispatch.givenOf(waits) })
    await tried(
      (current) =>
        write(version, (each) => {
          const still = firings.bySeq(waits.seq)
          const now = schedules.bySeq(row.seq)
          if (still?.state !== 'waiting' || now === undefined) return
          current(waits.seq)
          dispatch.again(each, now, spec, still, prepared)
        }),
      (_, why) => (prepared = why),
      () =>
        write(version, (each) => {
          record.later(each, waits, { state: 'refused', reason: { code: 'quarantined' }, message: UNEXPECTED })
        }),
    )
  }

  async function expire(version: number, due: DueRow): Promise<void> {
    const row = schedules.bySeq(due.ref)
    await write(version, (each) => {
      if (row?.state === 'off') states.remove(each, row, 'scheduler', 'expired')
      else schedules.clearDue.run(each, due)
    })
  }

  /** A schedule that cannot be worked with says so and stops; nothing else waits for it. */
  async function quarantine(version: number, due: DueRow, row: ScheduleRow | undefined): Promise<void> {
    await write(version, (each) => {
      schedules.clearDue.run(each, due)
      if (row !== undefined) states.trip(each, row, 'quarantined')
    })
  }

  function putOff(write: Write, due: DueRow): void {
    schedules.setDue.run(write, { ...due, at: clock.now() + STUCK_MS })
  }

  return async () => {
    const taken = await store.write((each) => lease.take(each), { durable: false })
    if ('freeAt' in taken) return taken.freeAt
    const { version } = taken
    const backMs = lease.scannedAt() - clock.now()
    // What was to wait for a moment would wait for as long as the clock was set back.
    if (backMs > 0) await write(version, (each) => void schedules.wakeFirings.run(each, { at: clock.now() }))
    if (backMs > SET_BACK_MS) await states.retime(version, lease)
    const seen = new Map<string, number>()
    for (;;) {
      const isPaused = schedules.scheduler().paused === 1
      const due = schedules.due(isPaused, clock.now(), BATCH)
      if (due.length === 0 || !lease.holds(version)) break
      const again = due.filter((each) => (seen.get(sameAs(each)) ?? 0) >= MOST_TRIES)
      // Whatever kept it from being done, it must not keep the others waiting.
      if (again.length > 0) await write(version, (each) => again.forEach((one) => putOff(each, one)))
      for (const each of due) seen.set(sameAs(each), (seen.get(sameAs(each)) ?? 0) + 1)
      await work(
        version,
        due.filter((each) => !again.includes(each)),
      )
    }
    await store.write((each) => lease.giveBack(each, version), { durable: false })
    return schedules.nextDue(schedules.scheduler().paused === 1)
  }
}

/** So often the same is tried in one look: what ends may wake it at once. */
const MOST_TRIES = 5
/** What could not be done is tried again so much later. */
const STUCK_MS = 60_000
const UNEXPECTED = 'It could neither be fired nor be refused; the log has the rest.'
const UNREADABLE = 'What its schedule is cannot be read any more.'

function sameAs({ what, ref, at, due_at }: DueRow): string {
  return `${what}:${ref}:${at}:${due_at}`
}

function pauseOf(schedules: ScheduleTable) {
  const { paused_at, resumed_at } = schedules.scheduler()
  return paused_at === null || resumed_at === null ? undefined : { from: paused_at, until: resumed_at }
}

/**
 * Does a write, and does it again without the job that made it fail: the refusal of one is written down, and the others go on.
 * @throws InterlockError storage_failed, core_stopping
 */
async function tried(
  attempt: (current: (key: number) => void) => Promise<void>,
  refuse: (key: number, why: Extract<PreparedJob, { reason: unknown }>) => void,
  giveUp: () => Promise<void>,
): Promise<void> {
  const refused = new Set<number>()
  for (;;) {
    let at: number | undefined
    try {
      return await attempt((key) => (at = key))
    } catch (error) {
      const why = whyNot(error)
      // What fails with its job refused fails for another reason.
      if (at === undefined || refused.has(at)) return giveUp()
      refused.add(at)
      refuse(at, why)
    }
  }
}
