import {
  type ApprovalKind,
  approvalKindSchema,
  type ApprovalReason,
  type ApprovalSnapshot,
  onTimeoutSchema,
  VOID_REASONS,
} from '#schemas'
import type { Clock, Ids } from '#schemas/format'
import type { Bodies, Ledger, Store, Write } from '#core/record'
import { type ApprovalRow, type ApprovalTable, createApprovalTable } from './approval-table.ts'
import { createGrants, type GrantRow, type Grants } from './grants.ts'
import { type ApprovalRules, createApprovalRules } from './rules.ts'
import {
  type ApprovedJob,
  type ApprovedPlace,
  type ApprovedStep,
  type Asked,
  readSnapshot,
  type Sealed,
  snapshotOf,
  stepKey,
} from './snapshot.ts'
import { type Starter, startTerms, stepTerms, type Terms } from './terms.ts'

export type VoidReason = (typeof VOID_REASONS)[number]

/** A job in the tables. */
export interface JobRef {
  readonly seq: number
  readonly id: string
}

/** A request that is made with the write that needs it. */
export interface Request {
  readonly id: string
  readonly sealed: Sealed
  readonly terms: Terms
  /** What approves it at once. */
  readonly grant: GrantRow | undefined
}

/** Where the run goes on that was suspended for a request, and what this one stands in for. */
export interface RequestParts {
  readonly actor: string
  /** What the job becomes in the same write, where no other event says so. */
  readonly jobState?: 'awaiting_approval'
  readonly continuation?: unknown
  readonly replaces?: string
}

/** A step under the number it is recorded with. */
export interface NumberedStep extends ApprovedStep {
  readonly number: number | null
}

/** How a step may go on. */
export type StepAnswer =
  | { readonly answer: 'go' }
  | { readonly answer: 'ask'; readonly terms: Terms }
  | { readonly answer: 'refused'; readonly as: 'rejected' | 'answered'; readonly note: string | null }

/** What needs asking, and the record of what was asked. It moves no job: whoever asks does that in the same write. */
export interface Approvals {
  readonly table: ApprovalTable
  readonly rules: ApprovalRules
  readonly grants: Grants
  /** Whether the start of a job is to be asked about now; nothing is written. */
  lookAtStart(job: ApprovedJob, starter: Starter): Request | undefined
  /** Writes a request down, and its approval where a grant gives it. @returns whether somebody has to decide */
  record(write: Write, request: Request, job: JobRef, parts: RequestParts): 'waits' | 'granted'
  /** The same question again, about what would happen now. */
  askAgain(write: Write, row: ApprovalRow, job: ApprovedJob & JobRef, parts: Omit<RequestParts, 'continuation'>): string
  /** Asks about a step of a run that was suspended for it. */
  askAboutStep(
    write: Write,
    job: ApprovedJob & JobRef,
    asked: { kind: 'step' | 'trust'; step: ApprovedStep; terms: Terms; starter: Starter },
    parts: RequestParts,
  ): void
  /** What was decided about exactly this step and not used yet; it is used with that. */
  takeDecision(write: Write, job: ApprovedJob & JobRef, step: NumberedStep): StepAnswer | undefined
  /** What a step of a run may do. An approval for exactly it is spent here, in the write that records the step. */
  atStep(write: Write, job: ApprovedJob & JobRef, starter: Starter, step: NumberedStep): StepAnswer
  /** Whether a step of the job may spend something, so that its write must be durable. */
  mayBeSpent(job: JobRef): boolean
  /** Makes void what waits for a decision about a job, and with `queued_again` what was approved of its steps before. */
  drop(write: Write, job: JobRef, why: VoidReason, actor: string): void
  makeVoid(write: Write, row: ApprovalRow, why: VoidReason, job: string, actor: string): void
  spend(write: Write, row: ApprovalRow, job: string, run: string, step: number | null): void
  /** Whether the ledger knows the decision that the row tells of. */
  isDecided(row: ApprovalRow): boolean
  /** What is approved, or asked where nothing is yet; undefined where somebody wrote to it. */
  snapshot(row: ApprovalRow): ApprovalSnapshot | undefined
  /** What would happen now in place of what a snapshot says. */
  renew(was: ApprovalSnapshot, job: ApprovedJob): Sealed
}

export interface ApprovalsDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  /** A workspace as it is now; undefined where it is not allowed any more. */
  readonly place: (name: string) => ApprovedPlace | undefined
  /** Told of each request that waits, in the write that makes it. */
  readonly onAsked?: (write: Write, asked: AskedApproval) => void
}

/** A request as it is told to the operator. */
export interface AskedApproval {
  readonly id: string
  readonly job: string
  readonly snapshot: ApprovalSnapshot
  readonly priority: number
  readonly expiresAt: number
}

export function createApprovals(deps: ApprovalsDeps): Approvals {
  const { store, ledger, bodies, clock, ids } = deps
  const table = createApprovalTable(store)
  const rules = createApprovalRules(deps)
  const grants = createGrants(deps)

  function seal(kind: ApprovalKind, job: ApprovedJob, asked: Asked, step: ApprovedStep | null): Sealed {
    return snapshotOf(kind, job, deps.place(job.spec.workspace ?? '') ?? GONE, asked, step)
  }

  function record(write: Write, request: Request, job: JobRef, parts: RequestParts): 'waits' | 'granted' {
    const { id, sealed, terms, grant } = request
    const { snapshot, text, hash, alike } = sealed
    const at = clock.now()
    const body = bodies.canonical(write, text)
    const continuation =
      parts.continuation === undefined || parts.continuation === null ? null : bodies.json(write, parts.continuation)
    const expiresAt = at + terms.timeoutMs
    const run = snapshot.step?.run
    const context = { actor: parts.actor, job: job.id, ...(run !== undefined && { run }), at }
    const seq = ledger.append(
      write,
      'approval.asked',
      {
        approval: id,
        kind: snapshot.kind,
        hash,
        snapshot: body,
        alike,
        key: snapshot.step?.key ?? null,
        reasons: terms.reasons.map(({ by }) => by),
        rules: terms.reasons.flatMap((reason) => (reason.by === 'rule' ? [reason.rule] : [])),
        priority: terms.priority,
        expires_at: expiresAt,
        on_timeout: terms.onTimeout,
        continuation,
        replaces: parts.replaces ?? null,
        job_state: parts.jobState ?? null,
      },
      context,
    )
    table.insert.run(write, {
      seq,
      id,
      job: job.seq,
      run: run ?? null,
      kind: snapshot.kind,
      hash,
      snapshot: body.id,
      alike,
      key: snapshot.step?.key ?? null,
      type: snapshot.job.type,
      workspace: snapshot.workspace.name,
      priority: terms.priority,
      asked_at: at,
      expires_at: expiresAt,
      on_timeout: terms.onTimeout,
      continuation: continuation?.id ?? null,
      replaces: parts.replaces ?? null,
    })
    if (grant === undefined) {
      deps.onAsked?.(write, { id, job: job.id, snapshot, priority: terms.priority, expiresAt })
      return 'waits'
    }
    const decision = ledger.append(
      write,
      'approval.approved',
      { approval: id, hash, how: 'grant', grant: grant.id, note: null, job_state: null },
      { actor: grant.given_by, job: job.id, at },
    )
    table.decide.run(write, {
      id,
      state: 'approved',
      decision,
      decided_at: at,
      decided_by: grant.given_by,
      how: 'grant',
      note: null,
      grant_id: grant.id,
    })
    grants.use(write, grant, id, { actor: 'core', job: job.id })
    return 'granted'
  }

  function spend(write: Write, row: ApprovalRow, job: string, run: string, step: number | null): void {
    const at = clock.now()
    if (table.spend.run(write, { id: row.id, at, run }) === 1)
      ledger.append(write, 'approval.spent', { approval: row.id, run, step }, { actor: 'core', job, run, at })
  }

  function makeVoid(write: Write, row: ApprovalRow, why: VoidReason, job: string, actor: string) {
    const at = clock.now()
    const decision = ledger.append(write, 'approval.void', { approval: row.id, why }, { actor, job, at })
    table.makeVoid.run(write, { id: row.id, why, decision, at, by: actor })
  }

  function noteOf(row: ApprovalRow): string | null {
    return row.note === null ? null : (bodies.read(row.note)?.toString('utf8') ?? null)
  }

  /** The decision as the ledger has it; a row that somebody wrote to says nothing. */
  function isDecided(row: ApprovalRow): boolean {
    const event = row.decision === null ? undefined : ledger.get(row.decision)
    if (event === undefined || event.payload['approval'] !== row.id) return false
    return TOLD_BY[row.state]?.includes(event.kind) === true
  }

  function renew(was: ApprovalSnapshot, job: ApprovedJob): Sealed {
    return seal(was.kind, job, was.asked, was.step)
  }

  function takeDecision(write: Write, job: ApprovedJob & JobRef, step: NumberedStep): StepAnswer | undefined {
    const [row] = table.unspentSteps.all({ job: job.seq, key: stepKey(step.tool, step.args) })
    if (row === undefined || !isDecided(row)) return undefined
    if (row.state !== 'approved') {
      spend(write, row, job.id, step.run, step.number)
      return { answer: 'refused', as: row.state === 'answered' ? 'answered' : 'rejected', note: noteOf(row) }
    }
    // Renewed as it was asked then, so that only what would happen counts.
    const asked = readSnapshot(bodies.read(row.snapshot), row.hash)
    if (asked === undefined || renew(asked, job).hash !== row.hash) {
      makeVoid(write, row, 'changed', job.id, 'core')
      return undefined
    }
    spend(write, row, job.id, step.run, step.number)
    return { answer: 'go' }
  }

  return {
    table,
    rules,
    grants,
    lookAtStart(job, starter) {
      const terms = startTerms(rules, job, starter)
      if (terms === undefined) return undefined
      const sealed = seal('start', job, { ...starter, reasons: terms.reasons }, null)
      return { id: ids.next('apr'), sealed, terms, grant: grants.find(sealed.snapshot) }
    },
    record,
    askAgain(write, row, job, parts) {
      const was = readSnapshot(bodies.read(row.snapshot), row.hash)
      const asked = was?.asked ?? { by: parts.actor, dispatch: 'retry' as const, reasons: [UNREADABLE] }
      const step = was?.step ?? null
      const sealed = seal(step === null ? 'start' : approvalKindSchema.parse(row.kind), job, asked, step)
      const terms: Terms = {
        reasons: asked.reasons,
        priority: row.priority,
        timeoutMs: row.expires_at - row.asked_at,
        onTimeout: onTimeoutSchema.parse(row.on_timeout),
      }
      const continuation = row.continuation === null ? undefined : bodies.read(row.continuation)
      const request = { id: ids.next('apr'), sealed, terms, grant: undefined }
      record(write, request, job, {
        ...parts,
        replaces: row.id,
        ...(continuation && { continuation: JSON.parse(continuation.toString('utf8')) }),
      })
      return request.id
    },
    askAboutStep(write, job, { kind, step, terms, starter }, parts) {
      const sealed = seal(kind, job, { ...starter, reasons: terms.reasons }, step)
      record(write, { id: ids.next('apr'), sealed, terms, grant: undefined }, job, parts)
    },
    takeDecision,
    atStep(write, job, starter, step) {
      const decided = takeDecision(write, job, step)
      if (decided !== undefined) return decided
      const terms = stepTerms(rules, job, starter, step)
      if (terms === undefined) return { answer: 'go' }
      const sealed = seal('step', job, { ...starter, reasons: terms.reasons }, step)
      const grant = grants.find(sealed.snapshot)
      if (grant === undefined) return { answer: 'ask', terms }
      const id = ids.next('apr')
      record(write, { id, sealed, terms, grant }, job, { actor: 'core' })
      const row = table.byId(id)
      if (row !== undefined) spend(write, row, job.id, step.run, step.number)
      return { answer: 'go' }
    },
    mayBeSpent: ({ seq }) => table.mayBeSpent.get({ job: seq }) !== undefined || grants.anyForSteps(),
    drop(write, { seq, id }, why, actor) {
      for (const row of table.pendingOf.all({ job: seq })) makeVoid(write, row, why, id, actor)
      if (why !== 'queued_again') return
      for (const row of table.unusedSteps.all({ job: seq })) makeVoid(write, row, why, id, actor)
    },
    makeVoid,
    spend,
    isDecided,
    snapshot: (row) =>
      row.edited_snapshot === null || row.edited_hash === null
        ? readSnapshot(bodies.read(row.snapshot), row.hash)
        : readSnapshot(bodies.read(row.edited_snapshot), row.edited_hash),
    renew,
  }
}

/**
 * A workspace that was removed. What needs asking is asked about all the same: unasked, a job would start as soon as the
 * workspace is back. With its folder the hash is another one, so nobody's approval of this counts then.
 */
const GONE: ApprovedPlace = { path: '', toolchains: [], floor: null }

const UNREADABLE: ApprovalReason = { by: 'job', why: 'What was asked before cannot be read any more.' }

/** Which event tells of a decision. */
const TOLD_BY: Readonly<Record<string, readonly string[]>> = {
  approved: ['approval.approved', 'approval.edited'],
  rejected: ['approval.rejected'],
  answered: ['approval.answered'],
}
