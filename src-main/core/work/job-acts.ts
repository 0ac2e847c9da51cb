import { type HeldReason, InterlockError } from '#schemas'
import type { Clock } from '#schemas/format'
import type { Ledger, Store, Write } from '#core/record'
import type { JobGate } from './job-gate.ts'
import { type Backoff, longestBackoffMs } from './backoff.ts'
import type { JobChanges } from './job-changes.ts'
import type { JobRow, JobTable } from './job-table.ts'
import { CANCELLABLE, OPEN_STATES, REQUEUABLE, RETRYABLE } from './operations/decide.ts'

export interface JobActsDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly clock: Clock
  readonly jobs: JobTable
  readonly changes: JobChanges
  readonly retry: Backoff
  /** Which jobs wait for an approval. */
  readonly gate: JobGate
}

/** What the operator, the kill switch and the clock do to jobs outside their runs. */
export interface JobActs {
  /**
   * Cancels a waiting job; marks a running one, whose worker is then to be stopped.
   * @returns the run to stop, if one is going on
   * @throws InterlockError job_not_found, id_ambiguous, state_conflict
   */
  cancel(id: string, actor: string): Promise<{ job: string; run: string | null }>
  /**
   * Queues a job again, with all its attempts.
   * @throws InterlockError job_not_found, id_ambiguous, state_conflict
   */
  retry(id: string, actor: string): Promise<string>
  /**
   * Lets a held, scheduled or retrying job go now, with the attempts it has left.
   * @throws InterlockError job_not_found, id_ambiguous, state_conflict
   */
  requeue(id: string, actor: string): Promise<string>
  /** @throws InterlockError job_not_found, id_ambiguous, state_conflict */
  setPriority(id: string, priority: number, actor: string): Promise<string>
  /**
   * Makes a cancelled job again what it was, if nothing else has happened to it.
   * @throws InterlockError job_not_found, id_ambiguous, restore_impossible
   */
  restore(id: string, actor: string): Promise<string>
  hold(write: Write, job: JobRow, reason: HeldReason, problem: string): void
  /** Holds every unfinished waiting job of a workspace. @returns how many */
  holdWorkspace(write: Write, workspace: string, actor: string): number
  /** Decides about runs the kill switch ended. */
  settleKilled(
    write: Write,
    killed: readonly { run_id: string; job_id: string }[],
    drops: (run: string) => boolean,
    actor: string,
  ): { requeued: string[]; dropped: string[] }
  /** Queues what has become due, and retries that a clock set back would leave waiting. @returns when the next job is due, if any */
  promoteDue(): Promise<number | undefined>
}

const PROMOTE_BATCH = 200

export function createJobActs({ store, ledger, clock, jobs, changes, retry, gate }: JobActsDeps): JobActs {
  const promote = store.change<{ id: string; at: number }>(
    "UPDATE job SET state = 'queued', ready_at = :at WHERE id = :id",
  )
  const setHeld = store.change<{ id: string; reason: string }>(
    "UPDATE job SET state = 'held', held_reason = :reason, run_at = NULL, ready_at = NULL WHERE id = :id",
  )
  const due = store.query<{ now: number; limit: number }, JobRow>(
    "SELECT * FROM job INDEXED BY job_due WHERE state IN ('scheduled', 'retrying') AND run_at <= :now ORDER BY run_at LIMIT :limit",
  )
  const nextDue = store.query<object, { at: number | null }>(
    "SELECT min(run_at) AS at FROM job INDEXED BY job_due WHERE state IN ('scheduled', 'retrying')",
  )
  const stranded = store.query<{ after: number; limit: number }, JobRow>(
    "SELECT * FROM job INDEXED BY job_state WHERE state = 'retrying' AND run_at > :after LIMIT :limit",
  )
  const waitingIn = store.query<{ workspace: string }, JobRow>(
    // By state, since a workspace keeps a row of every job it ever had.
    "SELECT * FROM job INDEXED BY job_state WHERE state IN ('queued', 'scheduled', 'retrying', 'awaiting_approval') AND workspace = :workspace",
  )

  /** Wall time of the last look for due jobs; before the first, the clock may have been set while no core was there. */
  let lookedAt = Infinity

  /** Retries due later than any wait lasts: the clock was set back since. Reads all retries, so it is asked only then. */
  function strandedAt(at: number): JobRow[] {
    // A job may ask for longer waits itself.
    return stranded
      .all({ after: at + longestBackoffMs(retry), limit: PROMOTE_BATCH })
      .filter((job) => (job.run_at ?? 0) > at + longestBackoffMs(retry, jobs.spec(job)?.retry_wait))
  }

  function refuse(job: JobRow, action: string, allowed: readonly string[]): never {
    throw new InterlockError('state_conflict', { id: job.id, state: job.state, action, allowed: [...allowed] })
  }

  function hold(write: Write, job: JobRow, reason: HeldReason, problem: string, actor = 'core'): void {
    if (reason === 'quarantined')
      ledger.append(write, 'row.quarantined', { table: 'job', row: job.id, problem }, { actor, job: job.id })
    ledger.append(write, 'job.held', { reason }, { actor, job: job.id })
    setHeld.run(write, { id: job.id, reason })
    gate.drop(write, job, 'held', actor)
  }

  return {
    cancel: (id, actor) =>
      store.write((write) => {
        const job = jobs.find(id)
        if (job.state === 'running') {
          if (job.cancel_requested === 0) changes.askCancel(write, job, { actor })
          return { job: job.id, run: job.last_run }
        }
        if (!CANCELLABLE.some((state) => state === job.state)) refuse(job, 'cancelling', [...CANCELLABLE, 'running'])
        changes.cancel(write, job, 'operator', { actor })
        return { job: job.id, run: null }
      }),
    retry: (id, actor) =>
      store.write((write) => {
        const job = jobs.find(id)
        const from = RETRYABLE.find((state) => state === job.state)
        if (from === undefined) return refuse(job, 'queueing it again', RETRYABLE)
        changes.queueAgain(write, job, from, 0, { actor, keeps: false })
        return job.id
      }),
    requeue: (id, actor) =>
      store.write((write) => {
        const job = jobs.find(id)
        const from = REQUEUABLE.find((state) => state === job.state)
        if (from === undefined) return refuse(job, 'letting it go now', REQUEUABLE)
        changes.queueAgain(write, job, from, job.attempts, { actor, keeps: true })
        return job.id
      }),
    setPriority: (id, priority, actor) =>
      store.write((write) => {
        const job = jobs.find(id)
        if (!OPEN_STATES.some((state) => state === job.state)) refuse(job, 'changing its priority', OPEN_STATES)
        if (job.priority !== priority) changes.setPriority(write, job, priority, { actor })
        return job.id
      }),
    restore: (id, actor) =>
      store.write((write) => {
        const job = jobs.find(id)
        if (job.state !== 'cancelled')
          throw new InterlockError('restore_impossible', { id: job.id, why: 'not_cancelled' })
        const done = changes.restore(write, job, { actor })
        if (done === 'restored') return job.id
        throw new InterlockError('restore_impossible', { id: job.id, why: done })
      }),
    hold,
    holdWorkspace(write, workspace, actor) {
      const waiting = waitingIn.all({ workspace })
      for (const job of waiting) hold(write, job, 'workspace_gone', 'The workspace was removed.', actor)
      return waiting.length
    },
    settleKilled(write, killed, drops, actor) {
      const requeued: string[] = []
      const dropped: string[] = []
      for (const { run_id, job_id } of killed) {
        const job = jobs.byId(job_id)
        // What the operator has meanwhile cancelled or queued again is settled already.
        if (job === undefined || job.state !== 'held' || job.held_reason !== 'kill_switch') continue
        if (drops(run_id)) {
          changes.cancel(write, job, 'kill_switch_drop', { actor })
          dropped.push(run_id)
        } else {
          changes.queueAgain(write, job, 'held', job.attempts, { actor, keeps: true })
          requeued.push(run_id)
        }
      }
      return { requeued, dropped }
    },
    async promoteDue() {
      const next = nextDue.get({})?.at ?? undefined
      const now = clock.now()
      const setBack = now < lookedAt
      // Asked after every end of a run, where nearly always nothing is due.
      if (next === undefined || (next > now && !setBack)) {
        lookedAt = now
        return next
      }
      return store.write((write) => {
        const at = clock.now()
        const left = setBack ? strandedAt(at) : []
        // What did not fit is looked for again.
        if (left.length < PROMOTE_BATCH) write.afterCommit(() => (lookedAt = at))
        for (const job of [...due.all({ now: at, limit: PROMOTE_BATCH }), ...left]) {
          const from = job.state === 'retrying' ? 'retrying' : 'scheduled'
          ledger.append(write, 'job.promoted', { from }, { actor: 'core', job: job.id, at })
          promote.run(write, { id: job.id, at })
        }
        return nextDue.get({})?.at ?? undefined
      })
    },
  }
}
