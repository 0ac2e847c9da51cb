import { type EventKind, type EventPayload, eventKinds, type JobWas } from '#schemas'
import type { Clock } from '#schemas/format'
import type { Bodies, Ledger, Store, Write } from '#core/record'
import type { JobRow } from './job-table.ts'
import type { JobGate } from './job-gate.ts'
import type { Origins } from './origins.ts'
import type { OnReopened, OnSettled } from './settlement.ts'

/** Who changes a job, and as part of which bulk operation. */
export interface By {
  readonly actor: string
  readonly operation?: string
}

/** Why a job cannot go back to what it was. */
export type CannotRestore = 'changed_since' | 'released_since'

/** Single changes of jobs outside their runs, each with its event, inside the caller's write. They check nothing. */
export interface JobChanges {
  /** Of a job that waits. @returns number of the event, as of all that follow */
  cancel(write: Write, job: JobRow, cause: CancelCause, by: By, message?: string): number
  /** Of a job that runs; its worker is to be told afterwards. */
  askCancel(write: Write, job: JobRow, by: By): number
  /** A job that needs an approval waits for it. `keeps`: one that it has still counts. */
  queueAgain(
    write: Write,
    job: JobRow,
    from: RequeuedFrom,
    attempts: number,
    by: By & { readonly keeps: boolean },
  ): number
  /** Lets a job go that waited for an approval; the event of the decision tells of it. */
  release(write: Write, job: JobRow, state: 'queued' | 'scheduled', at: number): void
  stateReleased(job: JobRow): 'queued' | 'scheduled'
  setPriority(write: Write, job: JobRow, priority: number, by: By & { readonly undo?: boolean }): number
  /**
   * Makes a job again what it was before the last change of its state, a cancel or a queueing. What was decided about what
   * it made, or its priority, is nothing to that.
   * @param event number that change must have, where it is known
   */
  restore(write: Write, job: JobRow, by: By, event?: number): 'restored' | CannotRestore
}

export type CancelCause = EventPayload<'job.cancelled'>['cause']
export type RequeuedFrom = EventPayload<'job.requeued'>['from']

/** Kinds of events that tell of a change of a job's state. */
const MOVES = [
  'job.enqueued',
  'job.imported',
  'job.promoted',
  'job.held',
  'job.cancel_requested',
  'job.cancelled',
  'job.requeued',
  'job.restored',
  'approval.approved',
  'approval.edited',
  'approval.answered',
  'approval.rejected',
  'approval.expired',
  'run.claimed',
  'run.finished',
  'run.imported',
] as const satisfies EventKind[]

export interface JobChangesDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly origins: Origins
  readonly onSettled: OnSettled
  readonly onReopened: OnReopened
  /** Which jobs need an approval. */
  readonly gate: JobGate
}

export function createJobChanges(deps: JobChangesDeps): JobChanges {
  const { store, ledger, bodies, clock, origins, onSettled, onReopened, gate } = deps
  const setCancelled = store.change<{ id: string; at: number }>(
    "UPDATE job SET state = 'cancelled', finished_at = :at, held_reason = NULL, run_at = NULL, ready_at = NULL WHERE id = :id",
  )
  const setOutcome = store.change<{ id: string; code: string; message: string }>(
    'UPDATE job SET verdict = NULL, outcome_code = :code, outcome_message = :message WHERE id = :id',
  )
  const setReleased = store.change<{ id: string; state: string; ready: number | null }>(
    'UPDATE job SET state = :state, ready_at = :ready WHERE id = :id',
  )
  const setAsked = store.change<{ id: string }>('UPDATE job SET cancel_requested = 1 WHERE id = :id')
  const setQueued = store.change<{ id: string; state: string; at: number | null; attempts: number }>(
    `UPDATE job SET state = :state, held_reason = NULL, run_at = NULL, ready_at = :at, finished_at = NULL, attempts = :attempts, cancel_requested = 0,
      verdict = NULL, outcome_code = NULL, outcome_message = NULL WHERE id = :id`,
  )
  const putPriority = store.change<{ id: string; priority: number }>(
    'UPDATE job SET priority = :priority WHERE id = :id',
  )
  const setRestored = store.change<Omit<JobWas, 'outcome'> & { id: string }>(
    `UPDATE job SET state = :state, held_reason = :held_reason, run_at = :run_at, ready_at = :ready_at, finished_at = :finished_at,
      attempts = :attempts, verdict = NULL, outcome_code = NULL, outcome_message = NULL WHERE id = :id`,
  )
  const showOutcome = store.change<{ id: string }>(
    `UPDATE job SET (verdict, outcome_code, outcome_message) = (SELECT verdict, code, message FROM run WHERE run.id = job.last_run)
      WHERE id = :id`,
  )
  // Owned by the kill switch: a job it holds must be one that its release asks about.
  const askedAbout = store.query<{ run: string }, { n: number }>(
    'SELECT count(*) AS n FROM kill_switch_run WHERE run_id = :run',
  )

  /** The last change of a job's state, if it can be taken back. */
  function lastOf(job: JobRow): { seq: number; from: 'cancelled' | 'queued'; was: JobWas } | undefined {
    const event = ledger.lastOf(job.id, MOVES)
    if (event === undefined) return undefined
    if (event.kind === 'job.cancelled' && job.state === 'cancelled') {
      const was = eventKinds['job.cancelled'].safeParse(event.payload).data?.was
      return was === undefined ? undefined : { seq: event.seq, from: 'cancelled', was }
    }
    if (event.kind === 'job.requeued' && (job.state === 'queued' || job.state === 'awaiting_approval')) {
      const was = eventKinds['job.requeued'].safeParse(event.payload).data?.was
      return was === undefined ? undefined : { seq: event.seq, from: 'queued', was }
    }
    return undefined
  }

  function stateReleased({ run_at }: JobRow): 'queued' | 'scheduled' {
    return run_at !== null && run_at > clock.now() ? 'scheduled' : 'queued'
  }

  function reopen(write: Write, job: JobRow, over_at: number | null): void {
    const origin = origins.of(job.seq)
    if (origin !== undefined) onReopened(write, { origin, over_at })
  }

  return {
    cancel(write, job, cause, { actor, operation }, message) {
      const at = clock.now()
      const payload = {
        cause,
        ...(message !== undefined && { message: bodies.text(write, message) }),
        ...wasOf(job),
        ...(operation !== undefined && { operation }),
      }
      const seq = ledger.append(write, 'job.cancelled', payload, { actor, job: job.id, at })
      setCancelled.run(write, { id: job.id, at })
      if (message !== undefined) setOutcome.run(write, { id: job.id, code: cause, message })
      gate.drop(write, job, 'cancelled', actor)
      const { seq: jobSeq, id, type, workspace } = job
      const settled = {
        seq: jobSeq,
        id,
        type,
        workspace,
        state: 'cancelled',
        run: null,
        code: message === undefined ? null : cause,
        verdict: null,
      } as const
      onSettled(write, { ...settled, origin: origins.of(jobSeq), at })
      return seq
    },
    askCancel(write, job, { actor, operation }) {
      const payload = { run: job.last_run ?? '', ...(operation !== undefined && { operation }) }
      const context = { actor, job: job.id, ...(job.last_run !== null && { run: job.last_run }) }
      const seq = ledger.append(write, 'job.cancel_requested', payload, context)
      setAsked.run(write, { id: job.id })
      return seq
    },
    queueAgain(write, job, from, attempts, { actor, operation, keeps }) {
      const at = clock.now()
      const under = gate.whenQueued(job, keeps, actor)
      const waits = under?.waits === true
      const payload = {
        from,
        attempts,
        ...(waits && { state: 'awaiting_approval' as const }),
        ...(under !== undefined && { approval: under.approval }),
        ...wasOf(job),
        ...(operation !== undefined && { operation }),
      }
      const seq = ledger.append(write, 'job.requeued', payload, { actor, job: job.id, at })
      setQueued.run(write, {
        id: job.id,
        state: waits ? 'awaiting_approval' : 'queued',
        at: waits ? null : at,
        attempts,
      })
      // A retry is a new question, also about steps that were approved and never came.
      if (!keeps) gate.drop(write, job, 'queued_again', actor)
      under?.record(write)
      reopen(write, job, null)
      return seq
    },
    release(write, job, state, at) {
      setReleased.run(write, { id: job.id, state, ready: state === 'queued' ? at : null })
    },
    stateReleased,
    setPriority(write, job, priority, { actor, operation, undo }) {
      const payload = {
        priority,
        was: job.priority,
        ...(operation !== undefined && { operation }),
        ...(undo === true && { undo }),
      }
      const seq = ledger.append(write, 'job.priority_set', payload, { actor, job: job.id })
      putPriority.run(write, { id: job.id, priority })
      return seq
    },
    restore(write, job, { actor, operation }, event) {
      const last = lastOf(job)
      if (last === undefined || (event !== undefined && last.seq !== event)) return 'changed_since'
      const { was, from } = last
      if (was.held_reason === 'kill_switch' && askedAbout.get({ run: job.last_run ?? '' })?.n === 0)
        return 'released_since'
      const payload = { from, was, ...(operation !== undefined && { operation }) }
      ledger.append(write, 'job.restored', payload, { actor, job: job.id })
      const { outcome, ...columns } = was
      setRestored.run(write, { ...columns, id: job.id })
      if (outcome) showOutcome.run(write, { id: job.id })
      reopen(write, job, was.finished_at)
      // What it waited for is over; it is asked anew. What it was queued again for is not wanted any more.
      if (from === 'queued') gate.drop(write, job, 'undone', actor)
      else if (was.state === 'awaiting_approval') gate.askAgain(write, job, actor)
      return 'restored'
    },
  }
}

const RESTORABLE = ['held', 'queued', 'failed', 'cancelled', 'scheduled', 'retrying', 'awaiting_approval'] as const

/** What an undo needs; nothing of a job whose row somebody wrote to. */
function wasOf(job: JobRow): { was?: JobWas } {
  const state = RESTORABLE.find((each) => each === job.state)
  const held = eventKinds['job.held'].shape.reason.nullable().safeParse(job.held_reason)
  if (state === undefined || !held.success) return {}
  const { run_at, ready_at, finished_at, attempts } = job
  return {
    was: {
      state,
      held_reason: held.data,
      run_at,
      ready_at,
      finished_at,
      attempts,
      outcome: job.outcome_code !== null || job.verdict !== null,
    },
  }
}
