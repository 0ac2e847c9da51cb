import { z } from 'zod'
import { daliJobSchema, fromDaliJob, looksLikeDaliJob } from './dali-job.ts'
import { InterlockError } from './errors/index.ts'
import { explainIssues } from './explain.ts'
import {
  countMembers,
  forbiddenKey,
  isDeeperThan,
  type JsonRefusal,
  MAX_JSON_DEPTH,
  MAX_JSON_MEMBERS,
  parseGuardedJson,
} from './format/index.ts'
import { type JobSpec, jobSpecSchema, MAX_JOB_BYTES } from './job.ts'
import { PRESETS, presetNameSchema } from './presets.ts'

/**
 * A job from a text that came from outside, in our form or DALI's. Size first, then depth and members, then shape.
 * @throws InterlockError input_too_large, input_too_deep, input_too_many_members, input_not_json, invalid_input
 */
export function parseJobText(source: string): JobSpec {
  return parseJob(parseJsonText(source, 'job', MAX_JOB_BYTES))
}

/**
 * Any JSON text from outside, guarded.
 * @throws InterlockError input_too_large, input_too_deep, input_too_many_members, input_not_json, invalid_input
 */
export function parseJsonText(source: string, what: string, limitBytes: number): unknown {
  const outcome = parseGuardedJson(source, limitBytes)
  if (!outcome.ok) throw refusalError(outcome.refusal, what)
  return outcome.value
}

/**
 * A job from a parsed value, in our form or DALI's.
 * @throws InterlockError input_too_deep, input_too_many_members, invalid_input
 */
export function parseJob(input: unknown): JobSpec {
  if (isDeeperThan(input, MAX_JSON_DEPTH))
    throw refusalError({ reason: 'too_deep', depth: MAX_JSON_DEPTH + 1, limit: MAX_JSON_DEPTH }, 'job')
  const members = countMembers(input, MAX_JSON_MEMBERS)
  if (members > MAX_JSON_MEMBERS)
    throw refusalError({ reason: 'too_many_members', members, limit: MAX_JSON_MEMBERS }, 'job')
  const key = forbiddenKey(input)
  if (key !== undefined) throw refusalError({ reason: 'forbidden_key', key }, 'job')
  if (!looksLikeDaliJob(input)) return parseInput(jobSpecSchema, withPreset(input), 'job')
  return parseInput(jobSpecSchema, fromDaliJob(parseInput(daliJobSchema, input, 'job')), 'job')
}

const presetJobSchema = z.looseObject({
  preset: presetNameSchema,
  policy: z.record(z.string(), z.unknown()).default({}),
  budgets: z.record(z.string(), z.unknown()).default({}),
})

/** What a named preset stands for, under what the job says itself. A name that is none is left to the schema of jobs. */
export function withPreset(input: unknown): unknown {
  const { data: job } = presetJobSchema.safeParse(input)
  if (job === undefined) return input
  const { policy, budgets } = PRESETS[job.preset]
  return { ...job, policy: { ...policy, ...job.policy }, budgets: { ...budgets, ...job.budgets } }
}

/**
 * A value of any schema from outside.
 * @throws InterlockError invalid_input
 */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new InterlockError('invalid_input', { what, problems: explainIssues(parsed.error, input) })
}

function refusalError(refusal: JsonRefusal, what: string): InterlockError {
  switch (refusal.reason) {
    case 'too_large':
      return new InterlockError('input_too_large', { what, bytes: refusal.bytes, limit: refusal.limit })
    case 'too_deep':
      return new InterlockError('input_too_deep', { what, depth: refusal.depth, limit: refusal.limit })
    case 'too_many_members':
      return new InterlockError('input_too_many_members', { what, members: refusal.members, limit: refusal.limit })
    case 'forbidden_key':
      return new InterlockError('invalid_input', {
        what,
        problems: [{ field: refusal.key, problem: `The key ${refusal.key} is not allowed anywhere.` }],
      })
    case 'not_json':
      return new InterlockError('input_not_json', { what, message: refusal.message })
  }
}
