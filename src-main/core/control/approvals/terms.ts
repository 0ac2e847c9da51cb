import {
  type ApprovalReason,
  asksForNetwork,
  DEFAULT_APPROVAL_TIMEOUT_S,
  effectsOf,
  type JobSpec,
  type OnTimeout,
  taskTypes,
} from '#schemas'
import type { ApprovalRules, MatchedRule, RuledFacts } from './rules.ts'
import type { ApprovedJob, ApprovedStep, Asked } from './snapshot.ts'

/** Why something is asked and what becomes of it unanswered. */
export interface Terms {
  readonly reasons: readonly ApprovalReason[]
  readonly priority: number
  readonly timeoutMs: number
  readonly onTimeout: OnTimeout
}

/** Who makes a job start, and how. */
export type Starter = Omit<Asked, 'reasons'>

/** Whether and why the start of a job is asked about. */
export function startTerms(rules: ApprovalRules, job: ApprovedJob, starter: Starter): Terms | undefined {
  const { spec } = job
  const matched = rules.matching('start', () => startFacts(job, starter))
  const builtIn: ApprovalReason[] = asksForNetwork(spec.policy, spec.compat ?? null) ? [{ by: 'network' }] : []
  return termsOf(spec, 'start', matched, builtIn)
}

/** Whether and why a step is asked about. */
export function stepTerms(
  rules: ApprovalRules,
  job: ApprovedJob,
  starter: Starter,
  step: Pick<ApprovedStep, 'tool' | 'args'>,
): Terms | undefined {
  const matched = rules.matching('step', () => {
    const argv = argvOf(step.args)
    return { ...startFacts(job, starter), tools: [step.tool], commands: argv === undefined ? [] : [argv] }
  })
  return termsOf(job.spec, 'step', matched, [])
}

export function startFacts({ spec, origin }: ApprovedJob, { by, dispatch }: Starter): RuledFacts {
  return {
    dispatch,
    schedule: origin?.schedule ?? null,
    type: spec.type,
    workspace: spec.workspace ?? '',
    tools: [...taskTypes[spec.type].tools, ...spec.policy.allowed_tools],
    commands: effectsOf(spec).commands.map(({ argv }) => argv),
    hosts: spec.policy.allow_network || (spec.policy.network_hosts ?? []).length > 0,
    budgets: spec.budgets,
    actor: by,
  }
}

/** Of several who ask, the shortest time counts and the safest end of it. A job alone decides for itself. */
function termsOf(
  { approval }: JobSpec,
  at: 'start' | 'step',
  matched: readonly MatchedRule[],
  builtIn: readonly ApprovalReason[],
): Terms | undefined {
  const asksItself = approval?.at.includes(at) === true
  const reasons: ApprovalReason[] = [
    ...builtIn,
    ...matched.map(({ id, spec }) => ({ by: 'rule' as const, rule: id, name: spec.name, note: spec.note ?? null })),
    ...(asksItself ? [{ by: 'job' as const, why: approval.why ?? null }] : []),
  ]
  if (reasons.length === 0) return undefined
  const timeouts = [
    ...builtIn.map(() => DEFAULT_APPROVAL_TIMEOUT_S),
    ...matched.map(({ spec }) => spec.timeout_s),
    ...(approval?.timeout_s === undefined ? [] : [approval.timeout_s]),
  ]
  const isLenient = matched.every(({ spec }) => spec.on_timeout === 'approve') && builtIn.length === 0
  const approves = isLenient && (asksItself ? approval.on_timeout === 'approve' : true)
  return {
    reasons,
    priority: Math.max(...matched.map(({ spec }) => spec.priority), ...(matched.length === 0 ? [0] : [])),
    timeoutMs: 1000 * (timeouts.length === 0 ? DEFAULT_APPROVAL_TIMEOUT_S : Math.min(...timeouts)),
    onTimeout: approves ? 'approve' : 'reject',
  }
}

function argvOf(args: unknown): string[] | undefined {
  const argv: unknown = typeof args === 'object' && args !== null ? Reflect.get(args, 'argv') : undefined
  return Array.isArray(argv) ? argv.filter((word): word is string => typeof word === 'string') : undefined
}
