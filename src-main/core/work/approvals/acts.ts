import {
  type Approval,
  type ApprovalSnapshot,
  type ApprovalRuleSpec,
  type ArgvPattern,
  type Grant,
  type GrantPattern,
  InterlockError,
  isInterlockError,
  type JobDifference,
  type JobSpec,
} from '#schemas'
import type { ApprovalOutcome } from '#schemas/contract'
import { type Clock, formatDuration, isoTime } from '#schemas/format'
import {
  type ApprovalRow,
  type Approvals,
  type ApprovedJob,
  isAlike,
  type JobRef,
  patternOf,
  startFacts,
} from '#core/control'
import type { Bodies, Ledger, Store, Write } from '#core/record'
import type { Enqueue } from '../enqueue.ts'
import type { JobChanges } from '../job-changes.ts'
import type { JobRow, JobTable } from '../job-table.ts'
import { differencesOf } from './difference.ts'
import { createEdits } from './edits.ts'
import type { JobGate } from './job-gate.ts'
import { createApprovalViews, type ApprovalViews } from './views.ts'

/** What somebody saw and decides about. */
export interface SeenApproval {
  readonly id: string
  readonly hash: string
}

/** What the operator decides, and what time decides in his place. Each decision is once, about exactly what was seen. */
export interface ApprovalActs extends Pick<ApprovalViews, 'list' | 'get'> {
  approve(seen: SeenApproval & { note?: string }, actor: string): Promise<{ approval: Approval }>
  reject(seen: SeenApproval & { note?: string }, actor: string): Promise<{ approval: Approval }>
  answer(seen: SeenApproval & { note: string }, actor: string): Promise<{ approval: Approval }>
  previewEdit(input: {
    id: string
    job: unknown
  }): Promise<{ hash: string; snapshot: ApprovalSnapshot; differences: JobDifference[] }>
  edit(seen: SeenApproval & { job: unknown; note?: string }, actor: string): Promise<{ approval: Approval }>
  /** Each alone. @throws InterlockError approvals_not_alike */
  decide(
    input: { items: readonly SeenApproval[]; act: 'approve' | 'reject'; note?: string },
    actor: string,
  ): Promise<ApprovalOutcome>
  previewGrant(input: { id: string; argv?: ArgvPattern }): {
    pattern: GrantPattern
    matched: Approval[]
    looked_at: number
  }
  grant(
    seen: SeenApproval & { uses: number; minutes: number; argv?: ArgvPattern; note?: string },
    actor: string,
  ): Promise<{ approval: Approval; grant: Grant }>
  grants: Approvals['grants']['list']
  revokeGrant(input: { id: string; note?: string }, actor: string): Promise<Grant>
  /** Which of the last jobs a rule would have asked about. @throws InterlockError pattern_unreadable */
  tryRule(input: { spec: ApprovalRuleSpec }): {
    jobs: { id: string; title: string; type: string; workspace: string }[]
    looked_at: number
  }
  /** How many wait for a decision. */
  pending(): number
  /** Decides about what nobody did in time. @returns when there is more to decide */
  expire(): Promise<number | undefined>
}

export interface ApprovalActsDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly jobs: JobTable
  readonly changes: JobChanges
  readonly approvals: Approvals
  readonly gate: JobGate
  readonly enqueue: Enqueue
}

/** Earlier requests that a pattern is held against, and how many of those that match are shown. */
const LOOK_BACK = 200
const MATCHED_SHOWN = 5
const EXPIRE_BATCH = 100
/** Jobs that a rule is tried on; their contents are read one by one. */
const JOBS_TRIED = 50

type How = 'operator' | 'timeout'
interface Open {
  readonly row: ApprovalRow
  readonly job: JobRow
  readonly now: ApprovedJob & JobRef
}
/** A decision comes with what is to be thrown once it is committed. */
interface Told {
  readonly approval: Approval
  readonly failure?: InterlockError
}

export function createApprovalActs(deps: ApprovalActsDeps): ApprovalActs {
  const { store, ledger, bodies, clock, jobs, changes, approvals, gate } = deps
  const { table, grants } = approvals
  const lastJobs = store.query<{ limit: number }, JobRow>('SELECT * FROM job ORDER BY seq DESC LIMIT :limit')
  const views = createApprovalViews(deps)
  const edits = createEdits(deps)

  function viewOf(id: string): Approval {
    return views.view(views.find(id))
  }

  function noteBody(write: Write, note: string | undefined) {
    return note === undefined || note === '' ? null : bodies.text(write, note)
  }

  /** @throws InterlockError where it can no longer be decided, or something else was seen */
  function open(seen: SeenApproval): Open {
    const row = views.find(seen.id)
    if (row.state !== 'pending')
      throw new InterlockError('approval_decided', { id: row.id, state: row.state, by: row.decided_by })
    if (row.expires_at <= clock.now())
      throw new InterlockError('approval_expired', { id: row.id, expired_at: isoTime(row.expires_at) })
    if (row.hash !== seen.hash)
      throw new InterlockError('approval_stale', { id: row.id, seen: seen.hash, hash: row.hash })
    return opened(row)
  }

  function opened(row: ApprovalRow): Open {
    const job = jobs.bySeq(row.job)
    const now = job && gate.jobOf(job)
    if (job?.state !== 'awaiting_approval' || now === undefined)
      throw new InterlockError('approval_decided', { id: row.id, state: 'void', by: null })
    return { row, job, now }
  }

  /** Whether the same decision was made already: asking twice is no second decision. */
  function isDone({ id, hash }: SeenApproval, state: string): boolean {
    const row = views.find(id)
    return row.state === state && row.hash === hash && row.how === 'operator' && row.edited_hash === null
  }

  function settle(
    write: Write,
    { row }: Open,
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
  function unchanged(write: Write, { row, now }: Open): InterlockError | undefined {
    const asked = approvals.snapshot(row)
    const sealed = asked && approvals.renew(asked, now)
    if (sealed?.hash === row.hash) return undefined
    approvals.makeVoid(write, row, 'changed', now.id, 'core')
    const next = approvals.askAgain(write, row, now, { actor: 'core' })
    return new InterlockError('approval_changed', { id: row.id, next })
  }

  function approveWithin(write: Write, asked: Open, how: How, note: string | undefined, actor: string): Told {
    const { row, job } = asked
    const failure = unchanged(write, asked)
    if (failure !== undefined) return { approval: viewOf(row.id), failure }
    const at = clock.now()
    const body = noteBody(write, note)
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
    { row, job, now }: Open,
    cause: 'approval_rejected' | 'approval_answered' | 'approval_expired',
    message: string,
    actor: string,
    at: number,
  ): void {
    if (goesOn(row, now.spec)) changes.release(write, job, 'queued', at)
    else changes.cancel(write, job, cause, { actor }, message)
  }

  function stateAfterNo({ row, now }: Open): 'queued' | null {
    return goesOn(row, now.spec) ? 'queued' : null
  }

  function rejectWithin(write: Write, asked: Open, note: string | undefined, actor: string): void {
    const { row, job } = asked
    const at = clock.now()
    const body = noteBody(write, note)
    const payload = { approval: row.id, hash: row.hash, note: body, job_state: stateAfterNo(asked) }
    const decision = ledger.append(write, 'approval.rejected', payload, { actor, job: job.id, at })
    settle(write, asked, { state: 'rejected', decision, at, by: actor, how: 'operator', note: body?.id ?? null })
    follow(write, asked, 'approval_rejected', sentence('It was rejected', actor, note), actor, at)
  }

  function expireWithin(write: Write, row: ApprovalRow): void {
    const asked = opened(row)
    if (row.on_timeout === 'approve') {
      approveWithin(write, asked, 'timeout', undefined, 'core')
      return
    }
    const at = clock.now()
    const payload = { approval: row.id, hash: row.hash, job_state: stateAfterNo(asked) }
    const decision = ledger.append(write, 'approval.expired', payload, { actor: 'core', job: asked.job.id, at })
    settle(write, asked, { state: 'expired', decision, at, by: 'core', how: 'timeout', note: null })
    const waited = formatDuration(row.expires_at - row.asked_at)
    follow(write, asked, 'approval_expired', `Nobody approved it within ${waited}.`, 'core', at)
  }

  async function decided(told: Promise<Told>): Promise<{ approval: Approval }> {
    const { approval, failure } = await told
    if (failure !== undefined) throw failure
    return { approval }
  }

  function approve(seen: SeenApproval & { note?: string }, actor: string): Promise<{ approval: Approval }> {
    return decided(
      store.write((write): Told => {
        if (isDone(seen, 'approved')) return { approval: viewOf(seen.id) }
        return approveWithin(write, open(seen), 'operator', seen.note, actor)
      }),
    )
  }

  function reject(seen: SeenApproval & { note?: string }, actor: string): Promise<{ approval: Approval }> {
    return decided(
      store.write((write): Told => {
        if (!isDone(seen, 'rejected')) rejectWithin(write, open(seen), seen.note, actor)
        return { approval: viewOf(seen.id) }
      }),
    )
  }

  /** @throws InterlockError grant_too_wide, pattern_unreadable */
  function grantPattern(row: ApprovalRow, argv: ArgvPattern | undefined): GrantPattern {
    const asked = approvals.snapshot(row)
    if (asked === undefined) throw new InterlockError('approval_stale', { id: row.id, seen: '', hash: row.hash })
    if (row.kind === 'trust') throw new InterlockError('grant_too_wide', { why: 'a trust gate is asked each time' })
    const pattern = patternOf(asked, argv)
    if (!isAlike(pattern, asked))
      throw new InterlockError('grant_too_wide', { why: 'the request it is given with does not match it' })
    return pattern
  }

  return {
    list: views.list,
    get: views.get,
    approve,
    reject,
    answer: ({ note, ...seen }, actor) =>
      decided(
        store.write((write): Told => {
          if (isDone(seen, 'answered')) return { approval: viewOf(seen.id) }
          const asked = open(seen)
          const { row, job } = asked
          const at = clock.now()
          const body = bodies.text(write, note)
          const payload = { approval: row.id, hash: row.hash, note: body, job_state: stateAfterNo(asked) }
          const decision = ledger.append(write, 'approval.answered', payload, { actor, job: job.id, at })
          settle(write, asked, { state: 'answered', decision, at, by: actor, how: 'operator', note: body.id })
          follow(write, asked, 'approval_answered', sentence('It was answered', actor, note), actor, at)
          return { approval: viewOf(row.id) }
        }),
      ),
    async previewEdit({ id, job }) {
      const prepared = await deps.enqueue.prepare(job)
      const row = views.find(id)
      if (row.state !== 'pending')
        throw new InterlockError('approval_decided', { id: row.id, state: row.state, by: row.decided_by })
      const asked = opened(row)
      const { sealed, spec } = edits.plan(asked, prepared)
      return { hash: sealed.hash, snapshot: sealed.snapshot, differences: differencesOf(asked.now.spec, spec) }
    },
    async edit({ job, note, ...seen }, actor) {
      const prepared = await deps.enqueue.prepare(job)
      return decided(
        store.write((write): Told => {
          const asked = open(seen)
          edits.apply(write, asked, prepared, noteBody(write, note), actor)
          return { approval: viewOf(seen.id) }
        }),
      )
    },
    async decide({ items, act, note }, actor) {
      if (act === 'approve') refuseUnlike(items.map(({ id }) => views.find(id).alike))
      const noted = note === undefined ? {} : { note }
      const one = act === 'approve' ? approve : reject
      const settled = await Promise.allSettled(items.map((seen) => one({ ...seen, ...noted }, actor)))
      const outcome: ApprovalOutcome = { done: [], refused: [] }
      for (const [at, result] of settled.entries()) {
        if (result.status === 'fulfilled') outcome.done.push(result.value.approval)
        else if (isInterlockError(result.reason)) {
          const { code, message, remedy, data } = result.reason
          outcome.refused.push({ id: items[at]?.id ?? '', code, message, remedy, data })
        } else throw result.reason
      }
      return outcome
    },
    previewGrant({ id, argv }) {
      const pattern = grantPattern(views.find(id), argv)
      const rows = table.newest(undefined, Number.MAX_SAFE_INTEGER, LOOK_BACK)
      const matched = rows.filter((row) => {
        const asked = approvals.snapshot(row)
        return asked !== undefined && isAlike(pattern, asked)
      })
      return { pattern, matched: matched.slice(0, MATCHED_SHOWN).map(views.view), looked_at: rows.length }
    },
    async grant({ uses, minutes, argv, note, ...seen }, actor) {
      const { approval, failure, grant } = await store.write((write) => {
        const asked = open(seen)
        const pattern = grantPattern(asked.row, argv)
        const told = approveWithin(write, asked, 'operator', note, actor)
        if (told.failure !== undefined) return { ...told, grant: undefined }
        const expiresAt = clock.now() + minutes * 60_000
        const { id, job } = { id: asked.row.id, job: asked.job.id }
        const row = grants.give(write, { approval: id, job, pattern, uses, expiresAt, note }, actor)
        return { approval: told.approval, failure: undefined, grant: grants.view(row) }
      })
      if (grant === undefined) throw failure ?? new Error('A grant was not given.')
      return { approval, grant }
    },
    grants: grants.list,
    revokeGrant: ({ id, note }, actor) => grants.revoke(id, note, actor),
    tryRule({ spec }) {
      const asks = approvals.rules.test(spec)
      const rows = lastJobs.all({ limit: JOBS_TRIED })
      const matched = rows.filter((row) => {
        const job = gate.jobOf(row)
        return job !== undefined && asks(startFacts(job, gate.starterOf(row)))
      })
      const jobsShown = matched.map(({ id, title, type, workspace }) => ({ id, title, type, workspace }))
      return { jobs: jobsShown, looked_at: rows.length }
    },
    pending: table.countPending,
    async expire() {
      const next = () =>
        [table.nextExpiry(), grants.nextExpiry()].filter((at) => at !== undefined).toSorted((a, b) => a - b)[0]
      const soonest = next()
      // Asked after every request and decision, where nearly always nothing is over.
      if (soonest === undefined || soonest > clock.now()) return soonest
      return store.write((write) => {
        for (const row of table.expired.all({ now: clock.now(), limit: EXPIRE_BATCH })) {
          const job = jobs.bySeq(row.job)
          if (job?.state === 'awaiting_approval' && gate.jobOf(job) !== undefined) expireWithin(write, row)
          else approvals.makeVoid(write, row, 'changed', job?.id ?? '', 'core')
        }
        grants.expire(write)
        return next()
      })
    },
  }
}

function goesOn(row: ApprovalRow, { approval }: JobSpec): boolean {
  return row.kind === 'step' && approval?.if_rejected === 'skip'
}

function sentence(what: string, actor: string, note: string | undefined): string {
  return note === undefined || note === '' ? `${what} by ${actor}.` : `${what} by ${actor}: ${note}`
}

/** @throws InterlockError approvals_not_alike */
function refuseUnlike(alike: readonly string[]): void {
  const kinds = new Set(alike).size
  if (kinds > 1) throw new InterlockError('approvals_not_alike', { kinds })
}
