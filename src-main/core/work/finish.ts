import {
  type Artifact,
  type BodyRef,
  type Budgets,
  type HeldReason,
  type JobSpec,
  isTrustDenial,
  REQUEST_FAILURES,
  type RunState,
  type Usage,
  type Verdict,
} from '#schemas'
import type { Clock, Ids } from '#schemas/format'
import type { Bodies, Ledger, SealedFile, Store, Write } from '#core/record'
import { backoffMs, type Backoff } from './backoff.ts'
import { createEndedRuns } from './ended-runs.ts'
import type { Suspension } from './job-gate.ts'
import type { JobRow, JobTable } from './job-table.ts'
import type { Origins } from './origins.ts'
import { createSupersede } from './review/index.ts'
import { createArtifactInsert, type RunRow } from './run-table.ts'
import type { OnSettled } from './settlement.ts'

/** How a run ended, as its worker or the supervisor says. */
export interface RunEnd {
  readonly run: string
  readonly token: number
  readonly state: Exclude<RunState, 'running'>
  readonly code: string | null
  readonly message: string | null
  readonly transient: boolean
  readonly result: unknown
  readonly verdict: Verdict | null
  readonly usage: Usage
  /** What it was allowed; null where nobody knows any more what it used. */
  readonly budgets: Budgets | null
  readonly artifacts: readonly { kind: Artifact['kind']; name: string; media_type: string; sealed: SealedFile }[]
  readonly output: SealedFile | null
  /** What it waits for, of one that is suspended. */
  readonly suspension?: Suspension
  /** Who says so: the worker's id, or `supervisor`. */
  readonly actor: string
}

type JobEnd = 'succeeded' | 'failed' | 'cancelled' | 'queued' | 'retrying' | 'held' | 'awaiting_approval'

/** What becomes of the job when its run ends. */
export interface Transition {
  readonly state: JobEnd
  readonly heldReason: HeldReason | null
  readonly attemptUsed: boolean
}

export interface FinishDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly random: () => number
  readonly jobs: JobTable
  readonly retry: Backoff
  /** Whether the kill switch is engaged at this moment of the write. */
  readonly killSwitchEngaged: (write: Write) => boolean
  /** Remembers a run that the kill switch ended, for the release to ask about. */
  readonly recordKilled: (write: Write, run: { run_id: string; job_id: string }) => void
  readonly origins: Origins
  readonly onSettled: OnSettled
  /** Asks about what a run was suspended for. */
  readonly onSuspended: (write: Write, job: number, run: string, suspension: Suspension, actor: string) => void
}

/** What a run's end depends on, of the run and of its job. */
type EndingRun = Pick<RunRow, 'state' | 'token' | 'ready_at' | 'started_at'> &
  Pick<JobRow, 'seq' | 'type' | 'workspace' | 'runs' | 'attempts' | 'max_attempts' | 'cancel_requested' | 'spec'> & {
    job: string
  }

/**
 * Ends a run: result, artifacts, job state and event in one write. A run that is over or has another token is left as it
 * is, and the message is recorded as late. @returns whether it counted
 */
export type FinishRun = (write: Write, end: RunEnd) => boolean

export function createFinish(deps: FinishDeps): FinishRun {
  const { store, ledger, bodies, clock, ids, jobs } = deps
  const endedRuns = createEndedRuns(store)
  const runById = store.query<{ id: string }, EndingRun>(
    `SELECT run.state, run.token, run.ready_at, run.started_at, job.seq, job.id AS job, job.type, job.workspace, job.runs,
        job.attempts, job.max_attempts, job.cancel_requested, job.spec
      FROM run JOIN job ON job.id = run.job_id WHERE run.id = +:id`,
  )
  const endRun = store.change<Omit<RunRow, 'job_id' | 'number' | 'worker' | 'token' | 'ready_at' | 'started_at'>>(
    `UPDATE run SET state = :state, finished_at = :finished_at, attempt_used = :attempt_used, code = :code, message = :message, verdict = :verdict,
      wall_ms = :wall_ms, tool_calls = :tool_calls, output_bytes = :output_bytes, output = :output, result = :result WHERE id = :id`,
  )
  const endJob = store.change<{
    seq: number
    state: JobEnd
    held: string | null
    finished: number | null
    used: number
    run_at: number | null
    ready: number | null
    verdict: string | null
    code: string | null
    message: string | null
  }>(
    `UPDATE job SET state = :state, held_reason = :held, finished_at = :finished, attempts = attempts + :used, run_at = :run_at, ready_at = :ready,
      verdict = :verdict, outcome_code = :code, outcome_message = :message, cancel_requested = 0 WHERE seq = :seq`,
  )
  const insertArtifact = createArtifactInsert(store)
  const supersede = createSupersede({ store, ledger })

  function keepArtifacts(write: Write, end: RunEnd, { job, workspace, runs }: EndingRun, at: number): string[] {
    return end.artifacts.map((artifact) => {
      const id = ids.next('art')
      const body = bodies.keep(write, artifact.sealed)
      const name = bodies.text(write, artifact.name)
      const seq = ledger.append(
        write,
        'artifact.created',
        { artifact: id, kind: artifact.kind, media_type: artifact.media_type, name, body },
        { actor: end.actor, job, run: end.run, at },
      )
      insertArtifact.run(write, {
        id,
        job,
        run: end.run,
        kind: artifact.kind,
        name: artifact.name,
        media_type: artifact.media_type,
        size: body.size,
        body: body.id,
        at,
        workspace,
        seq,
      })
      if (runs > 1) supersede(write, { id, job, run: end.run, kind: artifact.kind, name: artifact.name, at })
      return id
    })
  }

  return (write, end) => {
    const run = runById.get({ id: end.run })
    if (run === undefined || run.state !== 'running' || run.token !== end.token) {
      recordLate(ledger, write, end, run)
      return false
    }
    const now = clock.now()
    // Only these ends ask the job whether they are tried again, and reading it costs more than the rest of the decision.
    const asks = end.state !== 'succeeded' && end.state !== 'cancelled' && end.state !== 'suspended'
    const isEngaged = end.state === 'killed' && deps.killSwitchEngaged(write)
    const spec = asks ? jobs.spec(run) : undefined
    const next = transition(run, spec, end, isEngaged)
    const wait = () => backoffMs(deps.retry, run.attempts + 1, deps.random(), spec?.retry_wait)
    const retryAt = next.state === 'retrying' ? now + wait() : null
    const output: BodyRef | null = end.output === null ? null : bodies.keep(write, end.output)
    const result: BodyRef | null =
      end.result === null || end.result === undefined ? null : bodies.json(write, end.result)
    const message = end.message === null ? null : bodies.text(write, end.message)
    const artifacts = keepArtifacts(write, end, run, now)
    ledger.append(
      write,
      'run.finished',
      {
        state: end.state,
        code: end.code,
        message,
        result,
        output,
        verdict: end.verdict,
        usage: end.usage,
        artifacts,
        job_state: next.state,
        held_reason: next.heldReason,
        retry_at: retryAt,
        attempt_used: next.attemptUsed,
      },
      { actor: end.actor, job: run.job, run: end.run, at: now },
    )
    endRun.run(write, {
      id: end.run,
      state: end.state,
      finished_at: now,
      attempt_used: next.attemptUsed ? 1 : 0,
      code: end.code,
      message: end.message,
      verdict: end.verdict,
      ...end.usage,
      output: output?.id ?? null,
      result: result?.id ?? null,
    })
    endedRuns.add(write, {
      at: now,
      token: run.token,
      type: run.type,
      state: end.state,
      code: end.code,
      imported: false,
      readyAt: run.ready_at,
      startedAt: run.started_at,
      usage: end.usage,
      budgets: end.budgets,
    })
    const final =
      next.state === 'succeeded' || next.state === 'failed' || next.state === 'cancelled' ? next.state : null
    endJob.run(write, {
      seq: run.seq,
      state: next.state,
      held: next.heldReason,
      finished: final === null ? null : now,
      used: next.attemptUsed ? 1 : 0,
      run_at: retryAt,
      ready: next.state === 'queued' ? now : null,
      verdict: end.verdict,
      code: end.code,
      message: end.message,
    })
    if (next.heldReason === 'kill_switch') deps.recordKilled(write, { run_id: end.run, job_id: run.job })
    if (next.state === 'awaiting_approval' && end.suspension !== undefined)
      deps.onSuspended(write, run.seq, end.run, end.suspension, end.actor)
    if (final !== null)
      deps.onSettled(write, {
        seq: run.seq,
        id: run.job,
        type: run.type,
        workspace: run.workspace,
        state: final,
        run: end.run,
        code: end.code,
        verdict: end.verdict,
        origin: deps.origins.of(run.seq),
        at: now,
      })
    return true
  }
}

/** The rules of what follows a run's end. Source: the job and run states of the design. */
export function transition(
  job: Pick<JobRow, 'attempts' | 'max_attempts' | 'cancel_requested'>,
  spec: Pick<JobSpec, 'retry_on' | 'replay'> | undefined,
  end: Pick<RunEnd, 'state' | 'code' | 'transient'>,
  killSwitchEngaged: boolean,
): Transition {
  const used = { heldReason: null, attemptUsed: true } as const
  const unused = { heldReason: null, attemptUsed: false } as const
  if (end.state === 'succeeded') return { state: 'succeeded', ...used }
  if (end.state === 'suspended' && job.cancel_requested === 0) return { state: 'awaiting_approval', ...unused }
  if (end.state === 'cancelled' || job.cancel_requested === 1) return { state: 'cancelled', ...used }
  const isCutOff = end.state === 'lost' || end.state === 'killed'
  // The switch comes first, also where a stop of Interlock followed it: its release asks about what it ended. A run may stop only
  // after the release, which could not ask about it any more.
  if (end.state === 'killed' && killSwitchEngaged)
    return { state: 'held', heldReason: 'kill_switch', attemptUsed: false }
  // Nobody knows how far it came, and it is not to run twice.
  if (isCutOff && spec?.replay === 'at_most_once') return { state: 'failed', ...used }
  if (end.state === 'killed') return { state: 'queued', ...unused }
  // What follows from the request alone would end so again.
  const asked = (spec?.retry_on ?? []).some((state) => state === end.state) && !REQUEST_FAILURES.has(end.code ?? '')
  const mayRetry = end.state === 'lost' || asked || (end.state === 'failed' && end.transient)
  // A gate that did not let it through is for people to see to.
  const again = mayRetry && !isTrustDenial(end.code) && job.attempts + 1 < job.max_attempts
  return { state: again ? 'retrying' : 'failed', ...used }
}

function recordLate(ledger: Ledger, write: Write, end: RunEnd, run: EndingRun | undefined): void {
  ledger.append(
    write,
    'run.late_message',
    { message: 'finish', token: end.token, current: run === undefined || run.state !== 'running' ? null : run.token },
    { actor: end.actor, ...(run === undefined ? {} : { job: run.job }), run: end.run },
  )
}
