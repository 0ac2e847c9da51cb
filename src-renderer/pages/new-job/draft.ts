import {
  differencesFrom,
  explainIssues,
  type InputProblem,
  isLevelEnough,
  type JobDetail,
  type JobSpec,
  jobSpecSchema,
  type JobType,
  JOB_TYPES,
  MAX_JOB_BYTES,
  PRESET_NAMES,
  type PresetName,
  presetNameSchema,
  PRESETS,
  SECRETS_CAP,
  taskTypes,
  usualMinimum,
  withPreset,
} from '#schemas'
import { forbiddenKey, formatBytes, formatCount, parseGuardedJson } from '#schemas/format'
import { type LimitName, raisedLimit } from '../../facts/index.ts'

/** The job as it will be sent, whole or not yet. Form and JSON view both read and write this one value. */
export type Draft = Readonly<Record<string, unknown>>

export function newDraft(type: JobType, workspace: string | undefined): Draft {
  const { payload, budgets, policy } = suggestedFor(type)
  const preset = PRESET_NAMES.find((name) => differencesFrom(name, policy).length === 0)
  const suggested: Draft = { type, payload, budgets, policy }
  return {
    ...(preset === undefined ? suggested : withPresetChosen(suggested, preset)),
    ...(workspace === undefined ? {} : { workspace }),
  }
}

/** What a type suggests, but that a watch begins now. */
function suggestedFor(type: JobType) {
  if (type !== 'watchdog_task') return taskTypes[type].suggested
  const { payload, ...rest } = taskTypes[type].suggested
  return { ...rest, payload: { ...payload, started_at: new Date().toISOString() } }
}

/**
 * What to send so that the same is done again. Its id and idempotency key stay behind, or the core would answer with the
 * job that is there; so does its time, which has passed.
 */
export function draftOfJob(job: JobDetail): Draft {
  const type = typeOf({ type: job.type })
  // What the type and the grants bring with them is not asked for again.
  const own: readonly string[] = [...(type === undefined ? [] : taskTypes[type].requires), SECRETS_CAP]
  const requires = job.requires.filter((cap) => !own.includes(cap))
  return {
    type: job.type,
    payload: job.payload,
    budgets: job.budgets,
    policy: job.policy,
    ...(job.preset === null ? {} : { preset: job.preset }),
    workspace: job.workspace,
    ...(requires.length > 0 ? { requires } : {}),
    ...(job.priority === 0 ? {} : { priority: job.priority }),
    ...(job.max_attempts === DEFAULT_ATTEMPTS ? {} : { max_attempts: job.max_attempts }),
    ...(job.retry_on.length === 0 ? {} : { retry_on: job.retry_on }),
    ...(job.retry_wait === null ? {} : { retry_wait: job.retry_wait }),
    ...(job.replay === null ? {} : { replay: job.replay }),
    ...(job.pool === null ? {} : { pool: job.pool }),
    ...(job.deferrable ? { deferrable: true } : {}),
    ...(job.deliver === null ? {} : { deliver: job.deliver }),
    ...(job.approval === null ? {} : { approval: job.approval }),
    ...(job.trust === null ? {} : { trust: job.trust }),
    ...(job.compat === null ? {} : { compat: job.compat }),
    ...(Object.keys(job.meta).length > 0 ? { meta: job.meta } : {}),
  }
}

const DEFAULT_ATTEMPTS = 3

/** The draft with the policy of a preset, and the budgets that belong to it in place of those of another preset. */
export function withPresetChosen(draft: Draft, preset: PresetName): Draft {
  const before = presetOf(draft)
  const left: Readonly<Record<string, unknown>> = before === undefined ? {} : PRESETS[before].budgets
  const budgets = Object.entries(isObject(draft['budgets']) ? draft['budgets'] : {})
  return {
    ...draft,
    preset,
    policy: PRESETS[preset].policy,
    budgets: {
      ...Object.fromEntries(budgets.filter(([name, value]) => left[name] !== value)),
      ...PRESETS[preset].budgets,
    },
  }
}

export function presetOf(draft: Draft): PresetName | undefined {
  return presetNameSchema.safeParse(draft['preset']).data
}

/** The draft with what its preset stands for spelt out, as the core reads it. */
export function speltOut(draft: Draft): Draft {
  const whole = withPreset(draft)
  return isObject(whole) ? whole : draft
}

/** The draft of a job with the budget that ended it doubled, as far as that is allowed. */
export function withRaised(draft: Draft, name: LimitName, job: JobDetail): Draft {
  return withValue(draft, ['budgets', name], raisedLimit(name, job.budgets) ?? job.budgets[name])
}

/** The draft for another type: what is asked for changes, where, when and how often stays. */
export function withType(draft: Draft, type: JobType): Draft {
  return { ...draft, ...newDraft(type, undefined) }
}

export function typeOf(draft: Draft): JobType | undefined {
  return JOB_TYPES.find((type) => type === draft['type'])
}

export function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part) ? Reflect.get(inner, part) : undefined,
    value,
  )
}

/** The draft with one value changed; `undefined` takes the member out. */
export function withValue(draft: Draft, path: readonly string[], value: unknown): Draft {
  const [name, ...rest] = path
  if (name === undefined) return draft
  const inner = draft[name]
  const next = rest.length === 0 ? value : withValue(isObject(inner) ? inner : {}, rest, value)
  if (next !== undefined) return { ...draft, [name]: next }
  const { [name]: _, ...others } = draft
  return others
}

/** A whole number as typed: a number when it is one, otherwise the text, so that the check can name what is wrong. */
export function readWholeNumber(typed: string): number | string | undefined {
  const text = typed.trim().replaceAll(',', '')
  if (text === '') return undefined
  return /^-?\d{1,15}$/.test(text) ? Number(text) : typed
}

/** A number as typed, read as a whole one is. */
export function readNumber(typed: string): number | string | undefined {
  const text = typed.trim().replaceAll(',', '')
  if (text === '') return undefined
  return /^-?\d{1,15}(\.\d{1,6})?$/.test(text) ? Number(text) : typed
}

export type Checked =
  | { readonly ok: true; readonly spec: JobSpec }
  | { readonly ok: false; readonly problems: readonly InputProblem[] }

/** The check the core makes too, with its own schema and sentences. */
export function checkDraft(draft: Draft): Checked {
  const key = forbiddenKey(draft)
  if (key !== undefined)
    return { ok: false, problems: [{ field: key, problem: `The key ${key} is not allowed anywhere.` }] }
  if (typeOf(draft) === undefined)
    return { ok: false, problems: [{ field: 'type', problem: `type must be one of ${JOB_TYPES.join(', ')}.` }] }
  const parsed = jobSpecSchema.safeParse(speltOut(draft))
  if (parsed.success) return { ok: true, spec: parsed.data }
  return { ok: false, problems: explainIssues(parsed.error, speltOut(draft)) }
}

/** What the core asks of a job that its schema cannot: a reason for less sandbox than is usual. */
export function unexplained({ policy, compat, sandbox_why }: JobSpec): readonly InputProblem[] {
  const usual = usualMinimum(policy, compat ?? null)
  if (sandbox_why !== undefined || policy.min_sandbox === undefined || isLevelEnough(policy.min_sandbox, usual))
    return []
  return [{ field: 'sandbox_why', problem: `Say why less sandbox than ${usual} is enough.` }]
}

export function draftText(draft: Draft): string {
  return JSON.stringify(draft, undefined, 2)
}

export type ReadText = { readonly ok: true; readonly draft: Draft } | { readonly ok: false; readonly problem: string }

/** The draft a JSON text stands for, guarded as the core guards it. */
export function readDraftText(text: string, thing: 'job' | 'schedule' = 'job'): ReadText {
  const read = parseGuardedJson(text, MAX_JOB_BYTES)
  if (read.ok)
    return isObject(read.value)
      ? { ok: true, draft: read.value }
      : { ok: false, problem: `A ${thing} is an object: { … }.` }
  const { refusal } = read
  switch (refusal.reason) {
    case 'too_large':
      return {
        ok: false,
        problem: `A ${thing} may have ${formatBytes(refusal.limit)}; this has ${formatBytes(refusal.bytes)}.`,
      }
    case 'too_deep':
      return { ok: false, problem: `A ${thing} may be nested ${refusal.limit} levels deep; this is ${refusal.depth}.` }
    case 'too_many_members':
      return {
        ok: false,
        problem: `A ${thing} may have ${formatCount(refusal.limit)} fields and items; this has ${formatCount(refusal.members)}.`,
      }
    case 'forbidden_key':
      return { ok: false, problem: `The key ${refusal.key} is not allowed anywhere.` }
    case 'not_json':
      return { ok: false, problem: `Not JSON yet: ${refusal.message}` }
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
