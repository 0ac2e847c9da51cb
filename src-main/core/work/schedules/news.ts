import type { FiringReason, ScheduleSpec } from '#schemas'
import { type Clock, isoTime } from '#schemas/format'
import { firingReasonText } from '#schemas/texts'
import type { Write } from '#core/record'
import type { ScheduleRow, ScheduleTable } from './schedule-table.ts'

/** What the operator should hear of a schedule; it goes where the ends of its jobs go, or into the inbox. */
export interface ScheduleNotice {
  readonly topic: string
  readonly title: string
  readonly text: string
  readonly facts: Readonly<Record<string, string>>
  readonly urgency: 'normal' | 'urgent'
  /** What was told under a key is not told again. */
  readonly dedupe_key: string
  readonly to?: string
}

export type TellOfSchedule = (write: Write, notice: ScheduleNotice) => void

/** Tells of what goes wrong by itself. What the operator wanted so, such as a pause or a blackout, is nothing to tell. */
export interface ScheduleNews {
  tripped(write: Write, row: ScheduleRow, cause: 'failures' | 'quarantined', failures: number): void
  /** A firing that was refused or missed; the same trouble of a schedule is told once a day. */
  troubled(write: Write, schedule: string, state: string, reason: FiringReason, message: string | undefined): void
}

const TOLD: ReadonlySet<FiringReason['code']> = new Set([
  'misfire',
  'too_late',
  'job_refused',
  'quarantined',
  'backlog_full',
  'fanout_full',
  'approvals_full',
])

export function createScheduleNews({
  clock,
  schedules,
  tell,
}: {
  readonly clock: Clock
  readonly schedules: ScheduleTable
  readonly tell: TellOfSchedule
}): ScheduleNews {
  function placeOf(spec: ScheduleSpec | undefined): { to?: string } {
    const to = spec?.job.deliver?.to
    return to === undefined ? {} : { to }
  }

  return {
    tripped(write, row, cause, failures) {
      const why =
        cause === 'failures'
          ? `${failures === 1 ? 'Its last job' : `Its last ${failures} jobs`} failed.`
          : 'What it is cannot be read any more, or it cannot be worked out when it is due.'
      tell(write, {
        topic: 'schedule.tripped',
        title: `The schedule “${row.name}” was stopped.`,
        text: `${why} It does not fire by itself until you resume it.`,
        facts: { schedule: row.name, failures: String(failures) },
        urgency: 'urgent',
        dedupe_key: `tripped:${row.id}:${clock.now()}`,
        ...placeOf(schedules.spec(row)),
      })
    },
    troubled(write, schedule, state, reason, message) {
      const row = schedules.byId(schedule)
      if (!TOLD.has(reason.code) || row === undefined) return
      const day = isoTime(clock.now()).slice(0, 10)
      tell(write, {
        topic: `schedule.${state}`,
        title: `The schedule “${row.name}” did not fire.`,
        text: `${firingReasonText(reason)} ${message ?? ''}`.trim(),
        facts: { schedule: row.name, reason: reason.code },
        urgency: 'normal',
        dedupe_key: `${state}:${row.id}:${reason.code}:${day}`,
        ...placeOf(schedules.spec(row)),
      })
    },
  }
}
