import {
  filledJob,
  type FiringReason,
  firingReasonSchema,
  type Given,
  isInterlockError,
  type JobSpec,
  type ScheduleSpec,
} from '#schemas'
import { type Clock, isoTime } from '#schemas/format'
import { templateRefusalSentence } from '#schemas/texts'
import type { Bodies, Write } from '#core/record'
import type { Enqueue } from '../enqueue.ts'
import type { JobChanges } from '../job-changes.ts'
import type { JobTable } from '../job-table.ts'
import type { FiringRow, FiringTable } from './firing-table.ts'
import type { Guards, OpenJob, Verdict } from './guards.ts'
import { kindOf, type NewFiring, type RecordFiring } from './record-firing.ts'
import type { ScheduleRow } from './schedule-table.ts'

export interface DispatchDeps {
  readonly bodies: Bodies
  readonly clock: Clock
  readonly jobs: JobTable
  readonly changes: JobChanges
  readonly enqueue: Enqueue
  readonly firings: FiringTable
  readonly record: RecordFiring
  readonly guards: Guards
  /** Tells the worker of a run to stop it. */
  readonly stopRun: (run: string) => void
}

/** The job of a firing, ready to be added, or why it cannot be. */
export type PreparedJob = { readonly job: JobSpec } | { readonly reason: FiringReason; readonly message: string }

/** Turns occurrences into jobs, or into a wait or a refusal that can be seen. */
export interface Dispatch {
  /** Makes the job of a firing ready; to be done before the write that adds it. */
  prepare(spec: ScheduleSpec, firing: { due_at: number; kind: string; given: Given }): Promise<PreparedJob>
  /** Of one that is in no table yet. */
  fresh(write: Write, row: ScheduleRow, spec: ScheduleSpec, firing: NewFiring, prepared: PreparedJob): FiringRow
  /** Of one that is in no table yet, and whose job is made in a write that follows. */
  take(write: Write, row: ScheduleRow, spec: ScheduleSpec, firing: NewFiring): FiringRow
  /** Of one that waits. */
  again(write: Write, row: ScheduleRow, spec: ScheduleSpec, waits: FiringRow, prepared: PreparedJob): FiringRow
  /** What a firing that waits was given for its job. */
  givenOf(row: FiringRow): Given
}

export function createDispatch(deps: DispatchDeps): Dispatch {
  const { bodies, clock, jobs, changes, enqueue, firings, record, guards } = deps

  function stop(write: Write, open: readonly OpenJob[]): void {
    for (const { job, job_state, run } of open) {
      const row = jobs.byId(job)
      if (row === undefined) continue
      if (job_state !== 'running') {
        changes.cancel(write, row, 'operator', { actor: 'scheduler' })
      } else if (row.cancel_requested === 0) {
        changes.askCancel(write, row, { actor: 'scheduler' })
        if (run !== null) write.afterCommit(() => deps.stopRun(run))
      }
    }
  }

  /** Firings that were to take a job's place before come too late. */
  function overtake(write: Write, schedule: string, { id, seq = Infinity }: { id: string; seq?: number }): void {
    for (const row of firings.waitingOf.all({ schedule }))
      if (row.id !== id && row.seq < seq && reasonOf(row)?.code === 'replaces')
        record.cancel(write, row, 'scheduler', { code: 'replaced' })
  }

  function act(
    write: Write,
    row: ScheduleRow,
    verdict: Verdict,
    prepared: PreparedJob,
    firing: Pick<NewFiring, 'id' | 'kind' | 'actor'> & { readonly seq?: number },
    put: (end: Parameters<RecordFiring['later']>[2]) => FiringRow,
  ): FiringRow {
    if (verdict.do === 'refuse') return put({ state: 'refused', reason: verdict.reason })
    if (verdict.do === 'wait') {
      const { reason, until } = verdict
      const waits = put({ state: 'waiting', reason, until })
      overtake(write, row.id, firing)
      if (verdict.stop !== undefined) stop(write, verdict.stop)
      return waits
    }
    if ('reason' in prepared) return put({ state: 'refused', reason: prepared.reason, message: prepared.message })
    const origin = { kind: firing.kind, schedule: row.id, firing: firing.id }
    overtake(write, row.id, firing)
    const { row: job } = enqueue.within(write, prepared.job, firing.actor, origin)
    return put({ state: 'enqueued', job: job.id })
  }

  return {
    async prepare({ job, fill }, { due_at, kind, given }) {
      const filled = filledJob({ job, fill }, { ...given, 'firing.due_at': isoTime(due_at), 'firing.kind': kind })
      if (!filled.ok) {
        const { refusal } = filled
        return { reason: { code: 'job_refused', error: refusal.code }, message: templateRefusalSentence(refusal) }
      }
      try {
        return { job: await enqueue.prepare(filled.job) }
      } catch (error) {
        return whyNot(error)
      }
    },
    fresh(write, row, spec, firing, prepared) {
      const asking = { ...firing, parent_job: firing.parent?.job ?? null, waits: undefined }
      const verdict = guards(row, spec, asking, clock.now())
      return act(write, row, verdict, prepared, firing, (end) => record.fresh(write, firing, end))
    },
    take(write, row, spec, firing) {
      const now = clock.now()
      const verdict = guards(row, spec, { ...firing, parent_job: firing.parent?.job ?? null, waits: undefined }, now)
      if (verdict.do === 'refuse') return record.fresh(write, firing, { state: 'refused', reason: verdict.reason })
      // What else stands against it is found when its job is to be made, which is at once where nothing does.
      const [reason, until] = verdict.do === 'wait' ? [verdict.reason, verdict.until] : [STARTING, now]
      return record.fresh(write, firing, { state: 'waiting', reason, until })
    },
    again(write, row, spec, waits, prepared) {
      const verdict = guards(row, spec, { ...waits, waits }, clock.now())
      const { id, seq, actor } = waits
      const kind = kindOf(waits)
      return act(write, row, verdict, prepared, { id, seq, kind, actor }, (end) => record.later(write, waits, end))
    },
    givenOf(row) {
      const content = row.given === null ? undefined : bodies.read(row.given)
      const given: unknown = content === undefined ? {} : JSON.parse(content.toString('utf8'))
      return typeof given === 'object' && given !== null ? { ...given } : {}
    },
  }
}

const STARTING: FiringReason = { code: 'starting' }

/**
 * Why a job cannot be added. What keeps everything from being written is nobody's refusal, and thrown on.
 * @throws InterlockError storage_failed, database_damaged, core_stopping
 */
export function whyNot(error: unknown): { readonly reason: FiringReason; readonly message: string } {
  if (isInterlockError(error, 'storage_failed') || isInterlockError(error, 'core_stopping')) throw error
  if (isInterlockError(error))
    return { reason: { code: 'job_refused', error: error.code }, message: error.message.slice(0, 1000) }
  const message = error instanceof Error ? error.message : String(error)
  return { reason: { code: 'quarantined' }, message: message.slice(0, 1000) }
}

/** Null where somebody wrote to the row, too. */
export function reasonOf({ reason }: Pick<FiringRow, 'reason'>): FiringReason | null {
  try {
    return reason === null ? null : (firingReasonSchema.safeParse(JSON.parse(reason)).data ?? null)
  } catch {
    // Not JSON any more: it is shown without its reason.
    return null
  }
}
