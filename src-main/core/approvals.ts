import type { Asking, JobSpec } from '#schemas'
import { type Clock, type Ids, isoTime, shellCommand } from '#schemas/format'
import { type ApprovedPlace, type Approvals, type AskedApproval, createApprovals, startFacts } from '#core/control'
import type { Write } from '#core/record'
import {
  createApprovalActs,
  createJobGate,
  type ApprovalActsDeps,
  type JobGate,
  type JobGateDeps,
  placementOf,
  startExpiry,
  titleOf,
} from '#core/work'
import type { Telling } from './telling.ts'
import type { Core } from './types.ts'

/** Approvals as jobs meet them: what needs asking, and what a job may do meanwhile. */
export interface ApprovalGate {
  readonly approvals: Approvals
  readonly gate: JobGate
}

export interface ApprovalGateDeps extends Omit<JobGateDeps, 'approvals'> {
  readonly clock: Clock
  readonly ids: Ids
  readonly place: (name: string) => ApprovedPlace | undefined
  readonly telling: () => Telling
}

export function createApprovalGate(deps: ApprovalGateDeps): ApprovalGate {
  const approvals = createApprovals({ ...deps, onAsked: (write, asked) => tell(deps.telling(), write, asked) })
  return { approvals, gate: createJobGate({ ...deps, approvals }) }
}

/** Who is told of every request where the operator has set it up. */
const ALIAS = 'approvals'

function tell(
  { hasAlias, post }: Telling,
  write: Write,
  { id, job, snapshot, priority, expiresAt }: AskedApproval,
): void {
  const [command] = snapshot.commands
  const news = {
    topic: 'approval.asked',
    title: `Approval needed: ${snapshot.job.title}`,
    facts: {
      approval: id,
      job,
      kind: snapshot.kind,
      type: snapshot.job.type,
      workspace: snapshot.workspace.name,
      network: snapshot.network.full,
      commands: snapshot.commands.length,
      first_command: command === undefined ? null : shellCommand(command.argv),
      asked_by: snapshot.asked.by,
      priority,
      expires_at: isoTime(expiresAt),
    },
    urgency: 'urgent' as const,
    dedupe_key: `approval:${id}`,
    job,
  }
  post(write, { ...news, to: 'desktop' })
  if (hasAlias(ALIAS)) post(write, { ...news, to: ALIAS })
}

/** What clients ask of approvals, and what goes on by itself. */
export function createApprovalApi(
  deps: ApprovalActsDeps & { readonly onTrouble: (what: string, error: unknown) => void },
) {
  const acts = createApprovalActs(deps)
  const { approvals } = deps
  const api: Pick<Core, 'approvals' | 'approvalRules'> = {
    approvals: acts,
    approvalRules: {
      list: approvals.rules.list,
      set: approvals.rules.set,
      remove: approvals.rules.remove,
      try: acts.tryRule,
    },
  }
  return {
    api,
    pending: acts.pending,
    /** Why a job would be asked about if it were added now. */
    asking: (spec: JobSpec, actor: string) => askingOf(approvals, spec, actor),
    begin: () =>
      startExpiry(deps.ledger, deps.clock, acts.expire, (error) => deps.onTrouble('Approvals that nobody gave', error)),
  }
}

/** Whether a rule asks about steps of such a job; which commands and tools a step will name is not known yet. */
function stepsMayBeAsked({ rules }: Approvals, facts: ReturnType<typeof startFacts>): boolean {
  return rules.list().some(({ spec }) => {
    if (!spec.enabled || spec.at !== 'step') return false
    const { argv: _argv, tools: _tools, ...match } = spec.match
    return rules.test({ ...spec, match })(facts)
  })
}

function askingOf(approvals: Approvals, spec: JobSpec, actor: string): Asking | null {
  const job = { id: 'job', spec, title: titleOf(spec), requires: placementOf(spec).requires, origin: null }
  const starter = { by: actor, dispatch: 'api' } as const
  const request = approvals.lookAtStart(job, starter)
  const steps = spec.approval?.at.includes('step') === true || stepsMayBeAsked(approvals, startFacts(job, starter))
  if (request === undefined && !steps) return null
  return { reasons: [...(request?.terms.reasons ?? [])], steps, grant: request?.grant?.id ?? null }
}
