import type { ScheduleSpec } from '#schemas'
import type { Clock } from '#schemas/format'
import type { Write } from '#core/record'
import type { ReopenedJob, SettledJob } from '../settlement.ts'
import { reasonOf } from './dispatch.ts'
import type { FiringTable } from './firing-table.ts'
import type { ScheduleStates } from './states.ts'
import type { ScheduleRow, ScheduleTable } from './schedule-table.ts'

/** What follows for a schedule when a job of it is over, or goes on after all; inside the write that says so. */
export interface Outcomes {
  settled(write: Write, job: Pick<SettledJob, 'origin' | 'state' | 'verdict' | 'at'>): void
  reopened(write: Write, job: ReopenedJob): void
}

/** A job that ended well with tests that did not is a failure, as the operator sees it. */
export function isSuccess({ state, verdict }: Pick<SettledJob, 'state' | 'verdict'>): boolean {
  return state === 'succeeded' && (verdict === null || verdict === 'passed')
}

export function createOutcomes({
  clock,
  schedules,
  firings,
  states,
  look,
}: {
  readonly clock: Clock
  readonly schedules: ScheduleTable
  readonly firings: FiringTable
  readonly states: ScheduleStates
  /** Has what is due looked at once the write is committed. */
  readonly look: (write: Write) => void
}): Outcomes {
  function count(write: Write, row: ScheduleRow, spec: ScheduleSpec, job: Pick<SettledJob, 'state' | 'verdict'>): void {
    if (job.state === 'cancelled') return
    const failures = isSuccess(job) ? 0 : row.failures + 1
    const limit = spec.breaker.failures
    if (limit !== null && failures >= limit && row.state === 'on') return states.trip(write, row, 'failures', failures)
    if (failures !== row.failures) schedules.setFailures.run(write, { id: row.id, failures })
  }

  /** The one that has waited longest may start now. */
  function wakeNext(write: Write, schedule: string): void {
    const oldest = firings.waitingOf.all({ schedule }).find((row) => reasonOf(row)?.code !== 'delayed')
    if (oldest === undefined) return
    schedules.wakeFiring.run(write, { seq: oldest.seq, at: clock.now() })
    look(write)
  }

  return {
    settled(write, { origin, ...job }) {
      if (origin === undefined) return
      firings.setOver.run(write, { id: origin.firing, at: job.at })
      const row = schedules.byId(origin.schedule)
      if (row === undefined || row.state === 'deleted') return
      const spec = schedules.spec(row)
      if (spec === undefined) return
      count(write, row, spec, job)
      const now = schedules.byId(row.id) ?? row
      const firesOnce = spec.trigger.kind === 'once' && origin.kind === 'schedule'
      if (spec.delete_after_run && (firesOnce || isSuccess(job))) return states.remove(write, now, 'scheduler', 'ran')
      if (now.state === 'off') states.expireLater(write, now, spec)
      wakeNext(write, row.id)
    },
    reopened(write, { origin, over_at }) {
      firings.setOver.run(write, { id: origin.firing, at: over_at })
    },
  }
}
