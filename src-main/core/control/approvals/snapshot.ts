import {
  type ApprovalKind,
  type ApprovalReason,
  type ApprovalSnapshot,
  approvalSnapshotSchema,
  type ArgvPattern,
  asksForNetwork,
  DEFAULT_BUDGETS_OF_COMMANDS,
  type DispatchKind,
  effectsOf,
  type GrantPattern,
  type JobOrigin,
  type JobSpec,
  meaningOf,
  type MinimumLevel,
} from '#schemas'
import { canonicalJson } from '#schemas/format'
import { argvMatcher, matchingWork } from './argv-pattern.ts'
import { contentOf, hashOf, runTermsOf } from './content.ts'

/** A workspace as it is now. */
export interface ApprovedPlace {
  readonly path: string
  readonly toolchains: readonly string[]
  readonly floor: MinimumLevel | null
}

/** A job as an approval sees it. `spec` names its workspace. */
export interface ApprovedJob {
  readonly id: string
  readonly spec: JobSpec
  readonly title: string
  readonly requires: readonly string[]
  readonly origin: JobOrigin | null
}

/** A step with an effect that was not begun. */
export interface ApprovedStep {
  readonly run: string
  readonly tool: string
  readonly args: unknown
}

export interface Asked {
  readonly by: string
  readonly dispatch: DispatchKind
  readonly reasons: readonly ApprovalReason[]
}

/** A snapshot in the form its hash is of. */
export interface Sealed {
  readonly snapshot: ApprovalSnapshot
  readonly text: string
  readonly hash: string
  readonly alike: string
}

/** What an approval of a step is spent at: the tool and its arguments, whatever the number of the step is then. */
export function stepKey(tool: string, args: unknown): string {
  return hashOf(canonicalJson({ tool, args: args ?? null }))
}

/** Exactly what would happen now. */
export function snapshotOf(
  kind: ApprovalKind,
  job: ApprovedJob,
  place: ApprovedPlace,
  asked: Asked,
  step: ApprovedStep | null,
): Sealed {
  const { spec } = job
  const effects = effectsOf(spec)
  const policy = meaningOf(spec.policy)
  const commands = step === null ? effects.commands : commandsIn(step.args)
  return seal({
    v: 1,
    kind,
    job: {
      id: job.id,
      type: spec.type,
      title: job.title,
      origin: job.origin,
      content: hashOf(contentOf(spec)),
      payload: hashOf(canonicalJson(spec.payload)),
      rest: hashOf(canonicalJson(effects.rest)),
      terms: hashOf(runTermsOf(spec)),
    },
    commands: commands.map(({ argv, cwd }, at) => ({ n: at + 1, argv: [...argv], cwd })),
    inputs: step === null ? effects.inputs : {},
    workspace: {
      name: spec.workspace ?? '',
      path: place.path,
      toolchains: [...place.toolchains],
      floor: place.floor,
    },
    policy,
    budgets: { ...DEFAULT_BUDGETS_OF_COMMANDS, ...spec.budgets },
    requires: [...job.requires],
    environment: [...effects.environment],
    secrets: policy.secrets,
    network: { full: asksForNetwork(spec.policy, spec.compat ?? null), hosts: policy.network_hosts },
    attempts: spec.max_attempts,
    step: step && { run: step.run, tool: step.tool, args: step.args ?? null, key: stepKey(step.tool, step.args) },
    if_rejected: step !== null && spec.approval?.if_rejected === 'skip' ? 'step_skipped' : 'job_cancelled',
    asked: { by: asked.by, dispatch: asked.dispatch, reasons: [...asked.reasons] },
  })
}

function seal(snapshot: ApprovalSnapshot): Sealed {
  const text = canonicalJson(snapshot)
  return { snapshot, text, hash: hashOf(text), alike: hashOf(canonicalJson(patternOf(snapshot, undefined))) }
}

/** The arguments of a call are those of the tool; the one that starts commands has `argv` and `cwd`. */
function commandsIn(args: unknown): { argv: readonly string[]; cwd: string | null }[] {
  const argv = memberOf(args, 'argv')
  const cwd = memberOf(args, 'cwd')
  const words = Array.isArray(argv) ? argv.filter((word): word is string => typeof word === 'string') : []
  return words.length === 0 ? [] : [{ argv: words, cwd: typeof cwd === 'string' ? cwd : null }]
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

/** A stored snapshot; undefined where somebody wrote to it, which its hash tells. */
export function readSnapshot(content: Buffer | undefined, hash: string): ApprovalSnapshot | undefined {
  if (content === undefined) return undefined
  const text = content.toString('utf8')
  if (hashOf(text) !== hash) return undefined
  return approvalSnapshotSchema.safeParse(JSON.parse(text)).data
}

/** What is alike: everything but which job it is. With `argv`, its commands may differ as far as that says. */
export function patternOf(snapshot: ApprovalSnapshot, argv: ArgvPattern | undefined): GrantPattern {
  const { job, workspace, step } = snapshot
  return {
    kind: snapshot.kind,
    type: job.type,
    workspace: workspace.name,
    path: workspace.path,
    toolchains: workspace.toolchains,
    floor: workspace.floor,
    policy: snapshot.policy,
    budgets: snapshot.budgets,
    requires: snapshot.requires,
    environment: snapshot.environment,
    secrets: snapshot.secrets,
    attempts: snapshot.attempts,
    terms: job.terms,
    network: snapshot.network.full,
    dispatch: snapshot.asked.dispatch,
    schedule: job.origin?.schedule ?? null,
    asked_by: snapshot.asked.by,
    tool: step?.tool ?? null,
    content:
      argv === undefined
        ? { same: step?.key ?? job.payload }
        : { argv, rest: restOf(snapshot), cwds: cwdsOf(snapshot) },
  }
}

/** Whether a grant of `pattern` is for this. What cannot be looked through is not. */
export function isAlike(pattern: GrantPattern, snapshot: ApprovalSnapshot): boolean {
  const { content } = pattern
  if ('same' in content) return canonicalJson(pattern) === canonicalJson(patternOf(snapshot, undefined))
  if (canonicalJson(pattern) !== canonicalJson(patternOf(snapshot, content.argv))) return false
  const matches = argvMatcher(content.argv)
  const work = matchingWork()
  return snapshot.commands.length > 0 && snapshot.commands.every(({ argv }) => matches(argv, work) === 'yes')
}

/** What beside the argument lists must be the same. */
function restOf({ job, step }: ApprovalSnapshot): string {
  if (step === null) return job.rest
  const { args } = step
  const others = typeof args === 'object' && args !== null ? { ...args, argv: null } : args
  return hashOf(canonicalJson(others))
}

function cwdsOf({ commands }: ApprovalSnapshot): (string | null)[] {
  const inOrder = (a: string | null, b: string | null) => ((a ?? '') < (b ?? '') ? -1 : 1)
  return [...new Set(commands.map(({ cwd }) => cwd))].toSorted(inOrder)
}
