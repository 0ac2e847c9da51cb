import {
  type Firing,
  firingSchema,
  firingStateSchema,
  jobStateSchema,
  type Schedule,
  type ScheduleDetail,
  type ScheduleSpec,
  scheduleStateSchema,
  verdictSchema,
} from '#schemas'
import { isoTime } from '#schemas/format'
import { triggerWords } from '#schemas/texts'
import { titleOf } from '../enqueue.ts'
import type { JobTable } from '../job-table.ts'
import { reasonOf } from './dispatch.ts'
import type { FiringResultRow, FiringRow, FiringTable } from './firing-table.ts'
import type { ScheduleRow, ScheduleTable } from './schedule-table.ts'

/** Rows as clients see them. */
export interface ScheduleViews {
  schedule(row: ScheduleRow): Schedule
  /** With fewer of its firings, since there are many of them. */
  listed(row: ScheduleRow): Schedule
  detail(row: ScheduleRow): ScheduleDetail
  firing(row: FiringRow): Firing
}

const LAST_SHOWN = 20
const LAST_LISTED = 12
const OPEN_SHOWN = 20

// A row that somebody wrote to is shown as far as it can be read.
const shownState = scheduleStateSchema.catch('tripped')
const shownFiringState = firingStateSchema.catch('cancelled')
const shownKind = firingSchema.shape.kind.catch('schedule')
const shownJobState = jobStateSchema.catch('held')
const shownVerdict = verdictSchema.nullable().catch(null)

export function createScheduleViews({
  schedules,
  firings,
  jobs,
}: {
  readonly schedules: ScheduleTable
  readonly firings: FiringTable
  readonly jobs: JobTable
}): ScheduleViews {
  function resultOf(job: string | null): FiringResultRow | undefined {
    const row = job === null ? undefined : jobs.byId(job)
    return row && { ...row, job_state: row.state }
  }

  const nameOf = (id: string): string => schedules.byId(id)?.name ?? id

  function firing(row: FiringRow): Firing {
    return shown(row, schedules.byId(row.schedule)?.name ?? '', resultOf(row.job))
  }

  function shown(row: FiringRow, schedule_name: string, result: FiringResultRow | undefined): Firing {
    const due = row.state === 'waiting' ? schedules.dueOf('firing', row.seq) : undefined
    return {
      id: row.id,
      seq: row.seq,
      schedule: row.schedule,
      schedule_name,
      kind: shownKind.parse(row.kind),
      key: row.key,
      due_at: isoTime(row.due_at),
      until_at: row.until_at === null ? null : isoTime(row.until_at),
      count: row.count,
      state: shownFiringState.parse(row.state),
      reason: reasonOf(row),
      message: row.message,
      wait_until: due === undefined ? null : isoTime(due.at),
      job: row.job,
      result: toResult(result),
      parent: row.parent_job === null ? null : { job: row.parent_job, run: row.parent_run },
      actor: row.actor,
      created_at: isoTime(row.created_at),
    }
  }

  function summary(row: ScheduleRow, spec: ScheduleSpec | undefined, limit = LAST_SHOWN): Schedule {
    const due = schedules.dueOf('schedule', row.seq)
    return {
      id: row.id,
      seq: row.seq,
      name: row.name,
      revision: row.revision,
      state: shownState.parse(row.state),
      zone: spec?.zone ?? 'UTC',
      trigger: spec?.trigger ?? { kind: 'manual' },
      words:
        spec === undefined
          ? UNREADABLE
          : triggerWords(
              spec.trigger,
              spec.zone,
              spec.after.map(({ parent }) => nameOf(parent)),
            ),
      after: spec?.after ?? [],
      job: {
        type: spec?.job.type ?? '',
        title: spec === undefined ? '' : titleOf(spec.job),
        workspace: spec?.job.workspace ?? null,
      },
      overlap: spec?.overlap ?? 'skip',
      next: due === undefined ? null : { due_at: isoTime(due.due_at), at: isoTime(due.at) },
      consecutive_failures: row.failures,
      open_jobs: firings.openOf.all({ schedule: row.id, limit: OPEN_SHOWN }).map(({ job }) => job),
      waiting: firings.waiting(row.id),
      last: firings.last.all({ schedule: row.id, limit }).map((each) => shown(each, row.name, each)),
      created_at: isoTime(row.created_at),
      updated_at: isoTime(row.updated_at),
    }
  }

  return {
    firing,
    schedule: (row) => summary(row, schedules.spec(row)),
    listed: (row) => summary(row, schedules.spec(row), LAST_LISTED),
    detail(row) {
      const spec = schedules.spec(row)
      return { ...summary(row, spec), spec: spec ?? null }
    },
  }
}

function toResult(row: FiringResultRow | undefined): Firing['result'] {
  if (row === undefined || row.job_state === null) return null
  const { outcome_code: code, outcome_message: message } = row
  return {
    state: shownJobState.parse(row.job_state),
    outcome: code === null ? null : { code, message: message ?? code },
    verdict: shownVerdict.parse(row.verdict),
    finished_at: row.finished_at === null ? null : isoTime(row.finished_at),
  }
}

const UNREADABLE = 'What it is cannot be read any more'
