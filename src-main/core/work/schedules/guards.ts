import type { EndpointState, FiringReason, ScheduleSpec } from '#schemas'
import { isoTime } from '#schemas/format'
import type { FiringRow, FiringTable } from './firing-table.ts'
import type { ScheduleRow, ScheduleTable } from './schedule-table.ts'
import { blackoutEnd } from './times/index.ts'

/** Whether a firing becomes a job now. */
export type Verdict =
  | { readonly do: 'enqueue' }
  /** `stop`: jobs that are to end before. */
  | { readonly do: 'wait'; readonly reason: FiringReason; readonly until: number; readonly stop?: readonly OpenJob[] }
  | { readonly do: 'refuse'; readonly reason: FiringReason }

export interface OpenJob {
  readonly job: string
  readonly job_state: string
  readonly run: string | null
}

/** A firing as the guards see it. */
export interface Asking {
  readonly kind: string
  readonly due_at: number
  readonly parent_job: string | null
  /** Undefined for one that is new. */
  readonly waits: FiringRow | undefined
}

export type Guards = (row: ScheduleRow, spec: ScheduleSpec, asking: Asking, now: number) => Verdict

/** Jobs that are looked through for each firing: where overlaps are allowed they may pile up, while the kill switch holds them for one. */
const MOST_OPEN = 1000

/** Waits that nothing ends by itself are looked at so often, the more seldom the more there are. */
export function deferralMs(waiting: number): number {
  return Math.min(300, 10 * Math.min(12, Math.max(1, waiting + 1))) * 1000
}

export function createGuards({
  schedules,
  firings,
  endpointState,
  fanoutOf,
}: {
  readonly schedules: ScheduleTable
  readonly firings: FiringTable
  readonly endpointState: (name: string) => EndpointState | undefined
  /** How many firings a job may set off, by the schedule it comes from. */
  readonly fanoutOf: (job: string) => number
}): Guards {
  return (row, spec, { kind, due_at, parent_job, waits }, now) => {
    const waiting = firings.waiting(row.id)
    const isNew = waits === undefined
    const wait = (reason: FiringReason, until = now + deferralMs(waiting)): Verdict =>
      isNew && waiting >= spec.max_waiting
        ? { do: 'refuse', reason: { code: 'backlog_full', limit: spec.max_waiting } }
        : { do: 'wait', reason, until }

    if (kind !== 'manual') {
      if (row.state === 'off' || row.state === 'tripped')
        return { do: 'refuse', reason: { code: 'schedule_off', state: row.state } }
      if (isNew && parent_job !== null) {
        const limit = fanoutOf(parent_job)
        if (firings.setOffBy(parent_job) >= limit) return { do: 'refuse', reason: { code: 'fanout_full', limit } }
      }
      if (row.state === 'paused') return wait({ code: 'schedule_paused', state: row.state })
      if (schedules.scheduler().paused === 1) return wait({ code: 'scheduler_paused' })
      if (due_at > now) return wait({ code: 'delayed' }, due_at)
      const end = kind === 'chain' ? blackoutEnd(spec.blackouts, spec.zone, now) : undefined
      if (end !== undefined) return wait({ code: 'blackout', until: isoTime(end) }, end)
    }

    const { requires_endpoint: endpoint } = spec
    if (endpoint !== undefined) {
      const state = endpointState(endpoint)
      if (state !== 'up' && state !== 'degraded') return wait({ code: 'endpoint_down', endpoint, state: state ?? null })
    }

    const limit = spec.max_pending_approvals
    const pending = firings.askedOf.all({ schedule: row.id, limit })
    const [asked] = pending
    if (asked !== undefined)
      return isNew && pending.length + waiting >= limit
        ? { do: 'refuse', reason: { code: 'approvals_full', limit } }
        : wait({ code: 'approval_pending', job: asked.job })

    const open = firings.openOf.all({ schedule: row.id, limit: MOST_OPEN })
    const [other] = open
    if (other === undefined) return isAfterAnother(row.id, waits) ? wait({ code: 'starting' }) : { do: 'enqueue' }
    switch (spec.overlap) {
      case 'allow':
        return { do: 'enqueue' }
      case 'skip':
        return { do: 'refuse', reason: { code: 'already_running', job: other.job } }
      case 'queue':
        return wait({ code: 'job_not_over', job: other.job })
      case 'replace':
        return {
          do: 'wait',
          reason: { code: 'replaces', job: other.job },
          until: now + deferralMs(waiting),
          stop: open,
        }
    }
  }

  /** One that waits for its turn goes before those that came later. */
  function isAfterAnother(schedule: string, waits: FiringRow | undefined): boolean {
    return firings.waitingOf
      .all({ schedule })
      .some(({ seq, reason }) => seq < (waits?.seq ?? Infinity) && (reason ?? '').includes('"job_not_over"'))
  }
}
