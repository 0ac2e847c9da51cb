import {
  type Approval,
  type ApprovalSnapshot,
  type ApprovalRuleSpec,
  type ArgvPattern,
  type Grant,
  type GrantPattern,
  InterlockError,
  isInterlockError,
  differencesOf,
  type JobDifference,
} from '#schemas'
import type { ApprovalOutcome } from '#schemas/contract'
import type { Clock } from '#schemas/format'
import { type ApprovalRow, type Approvals, isAlike, patternOf, startFacts } from '#core/control'
import type { Bodies, Ledger, Store } from '#core/record'
import type { Enqueue } from '../enqueue.ts'
import type { JobChanges } from '../job-changes.ts'
import type { JobRow, JobTable } from '../job-table.ts'
import { createDecisions, noteBody, type SeenApproval, type Told } from './decisions.ts'
import { createEdits } from './edits.ts'
import type { JobGate } from '../job-gate.ts'
import { createApprovalViews, type ApprovalViews } from './views.ts'

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

export function createApprovalActs(deps: ApprovalActsDeps): ApprovalActs {
  const { store, bodies, clock, jobs, approvals, gate } = deps
  const { table, grants } = approvals
  const lastJobs = store.query<{ limit: number }, JobRow>('SELECT * FROM job ORDER BY seq DESC LIMIT :limit')
  const views = createApprovalViews(deps)
  const edits = createEdits(deps)
  const decisions = createDecisions({ ...deps, views })
  const { viewOf, open, opened, isDone } = decisions

  async function decided(told: Promise<Told>): Promise<{ approval: Approval }> {
    const { approval, failure } = await told
    if (failure !== undefined) throw failure
    return { approval }
  }

  function approve(seen: SeenApproval & { note?: string }, actor: string): Promise<{ approval: Approval }> {
    return decided(
      store.write((write): Told => {
        if (isDone(seen, 'approved')) return { approval: viewOf(seen.id) }
        return decisions.approve(write, open(seen), 'operator', seen.note, actor)
      }),
    )
  }

  function reject(seen: SeenApproval & { note?: string }, actor: string): Promise<{ approval: Approval }> {
    return decided(
      store.write((write): Told => {
        if (!isDone(seen, 'rejected')) decisions.reject(write, open(seen), seen.note, actor)
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
          if (!isDone(seen, 'answered')) decisions.answer(write, open(seen), note, actor)
          return { approval: viewOf(seen.id) }
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
          edits.apply(write, asked, prepared, noteBody(bodies, write, note), actor)
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
        const told = decisions.approve(write, asked, 'operator', note, actor)
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
          if (job?.state === 'awaiting_approval' && gate.jobOf(job) !== undefined) decisions.expire(write, row)
          else approvals.makeVoid(write, row, 'changed', job?.id ?? '', 'core')
        }
        grants.expire(write)
        return next()
      })
    },
  }
}

/** @throws InterlockError approvals_not_alike */
function refuseUnlike(alike: readonly string[]): void {
  const kinds = new Set(alike).size
  if (kinds > 1) throw new InterlockError('approvals_not_alike', { kinds })
}
