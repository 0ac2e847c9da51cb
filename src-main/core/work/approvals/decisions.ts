import { type Approval, InterlockError, type JobSpec } from '#schemas'
import { type Clock, formatDuration, isoTime } from '#schemas/format'
import type { ApprovalRow, Approvals, ApprovedJob, JobRef } from '#core/control'
import type { Bodies, Ledger, Write } from '#core/record'
import type { JobChanges } from '../job-changes.ts'
import type { JobRow, JobTable } from '../job-table.ts'
import type { JobGate } from '../job-gate.ts'
import type { ApprovalViews } from './views.ts'

/** What somebody saw and decides about. */
export interface SeenApproval {
  readonly id: string
  readonly hash: string
}

type How = 'operator' | 'timeout'

/** A request that can be decided, its job, and what that would do now. */
export interface OpenApproval {
  readonly row: ApprovalRow
  readonly job: JobRow
  readonly now: ApprovedJob & JobRef
}

/** A decision comes with what is to be thrown once it is committed. */
export interface Told {
  readonly approval: Approval
  readonly failure?: InterlockError
}

/** Single decisions, each with its event and what follows for the job, inside the caller's write. */
export interface Decisions {
  viewOf(id: string): Approval
  /** @throws InterlockError where it can no longer be decided, or something else was seen */
  open(seen: SeenApproval): OpenApproval
  opened(row: ApprovalRow): OpenApproval
  /** Whether the same decision was made already: asking twice is no second decision. */
  isDone(seen: SeenApproval, state: string): boolean
  approve(write: Write, asked: OpenApproval, how: How, note: string | undefined, actor: string): Told
  reject(write: Write, asked: OpenApproval, note: string | undefined, actor: string): void
  answer(write: Write, asked: OpenApproval, note: string, actor: string): void
  /** What becomes of a request that nobody decided in time. */
  expire(write: Write, row: ApprovalRow): void
}

export interface DecisionsDeps {
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly jobs: JobTable
  readonly changes: JobChanges
  readonly approvals: Approvals
  readonly gate: JobGate
  readonly views: ApprovalViews
}

export function createDecisions(deps: DecisionsDeps): Decisions {
  const { ledger, bodies, clock, jobs, changes, approvals, gate, views } = deps
  const { table } = approvals

  function viewOf(id: string): Approval {
    return views.view(views.find(id))
  }

  function open(seen: SeenApproval): OpenApproval {
    const row = views.find(seen.id)
    if (row.state !== 'pending')
      throw new InterlockError('approval_decided', { id: row.id, state: row.state, by: row.decided_by })
    if (row.expires_at <= clock.now())
      throw new InterlockError('approval_expired', { id: row.id, expired_at: isoTime(row.expires_at) })
    if (row.hash !== seen.hash)
      throw new InterlockError('approval_stale', { id: row.id, seen: seen.hash, hash: row.hash })
    return opened(row)
  }

  function opened(row: ApprovalRow): OpenApproval {
    const job = jobs.bySeq(row.job)
    const now = job && gate.jobOf(job)
    if (job?.state !== 'awaiting_approval' || now === undefined)
      throw new InterlockError('approval_decided', { id: row.id, state: 'void', by: null })
    return { row, job, now }
  }

  function isDone({ id, hash }: SeenApproval, state: string): boolean {
    const row = views.find(id)
    return row.state === state && row.hash === hash && row.how === 'operator' && row.edited_hash === null
  }

  function settle(
    write: Write,
    { row }: OpenApproval,
    as: { state: string; decision: number; at: number; by: string; how: How | null; note: string | null },
  ): void {
    table.decide.run(write, {
      id: row.id,
      state: as.state,
      decision: as.decision,
      decided_at: as.at,
      decided_by: as.by,
      how: as.how,
      note: as.note,
      grant_id: null,
    })
  }

  /** What was asked, if that is still what would happen; otherwise it is void and asked anew. */
  function unchanged(write: Write, { row, now }: OpenApproval): InterlockError | undefined {
    const asked = approvals.snapshot(row)
    const sealed = asked && approvals.renew(asked, now)
    if (sealed?.hash === row.hash) return undefined
    approvals.makeVoid(write, row, 'changed', now.id, 'core')
    const next = approvals.askAgain(write, row, now, { actor: 'core' })
    return new InterlockError('approval_changed', { id: row.id, next })
  }

  function approve(write: Write, asked: OpenApproval, how: How, note: string | undefined, actor: string): Told {
    const { row, job } = asked
    const failure = unchanged(write, asked)
    if (failure !== undefined) return { approval: viewOf(row.id), failure }
    const at = clock.now()
    const body = noteBody(bodies, write, note)
    const job_state = changes.stateReleased(job)
    const decision = ledger.append(
      write,
      'approval.approved',
      { approval: row.id, hash: row.hash, how, grant: null, note: body, job_state },
      { actor, job: job.id, at },
    )
    settle(write, asked, { state: 'approved', decision, at, by: actor, how, note: body?.id ?? null })
    changes.release(write, job, job_state, at)
    return { approval: viewOf(row.id) }
  }

  /** Of a step the job may say that it goes on without it; otherwise nothing of it happens. */
  function follow(
    write: Write,
    { row, job, now }: OpenApproval,
    cause: 'approval_rejected' | 'approval_answered' | 'approval_expired',
    message: string,
    actor: string,
    at: number,
  ): void {
    if (goesOn(row, now.spec)) changes.release(write, job, 'queued', at)
    else changes.cancel(write, job, cause, { actor }, message)
  }

  function stateAfterNo({ row, now }: OpenApproval): 'queued' | null {
    return goesOn(row, now.spec) ? 'queued' : null
  }

  function reject(write: Write, asked: OpenApproval, note: string | undefined, actor: string): void {
    const { row, job } = asked
    const at = clock.now()
    const body = noteBody(bodies, write, note)
    const payload = { approval: row.id, hash: row.hash, note: body, job_state: stateAfterNo(asked) }
    const decision = ledger.append(write, 'approval.rejected', payload, { actor, job: job.id, at })
    settle(write, asked, { state: 'rejected', decision, at, by: actor, how: 'operator', note: body?.id ?? null })
    follow(write, asked, 'approval_rejected', sentence('It was rejected', actor, note), actor, at)
  }

  function answer(write: Write, asked: OpenApproval, note: string, actor: string): void {
    const { row, job } = asked
    const at = clock.now()
    const body = bodies.text(write, note)
    const payload = { approval: row.id, hash: row.hash, note: body, job_state: stateAfterNo(asked) }
    const decision = ledger.append(write, 'approval.answered', payload, { actor, job: job.id, at })
    settle(write, asked, { state: 'answered', decision, at, by: actor, how: 'operator', note: body.id })
    follow(write, asked, 'approval_answered', sentence('It was answered', actor, note), actor, at)
  }

  function expire(write: Write, row: ApprovalRow): void {
    const asked = opened(row)
    if (row.on_timeout === 'approve') {
      approve(write, asked, 'timeout', undefined, 'core')
      return
    }
    const at = clock.now()
    const payload = { approval: row.id, hash: row.hash, job_state: stateAfterNo(asked) }
    const decision = ledger.append(write, 'approval.expired', payload, { actor: 'core', job: asked.job.id, at })
    settle(write, asked, { state: 'expired', decision, at, by: 'core', how: 'timeout', note: null })
    const waited = formatDuration(row.expires_at - row.asked_at)
    follow(write, asked, 'approval_expired', `Nobody approved it within ${waited}.`, 'core', at)
  }

  return { viewOf, open, opened, isDone, approve, reject, answer, expire }
}

/** What the operator wrote beside a decision. */
export function noteBody(bodies: Bodies, write: Write, note: string | undefined) {
  return note === undefined || note === '' ? null : bodies.text(write, note)
}

function goesOn(row: ApprovalRow, { approval }: JobSpec): boolean {
  return row.kind === 'step' && approval?.if_rejected === 'skip'
}

function sentence(what: string, actor: string, note: string | undefined): string {
  return note === undefined || note === '' ? `${what} by ${actor}.` : `${what} by ${actor}: ${note}`
}
