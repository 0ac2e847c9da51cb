import { z } from 'zod'
import { providerFunctionSchema, providerTypeSchema } from '../trust-evidence.ts'
import { providerNameSchema } from '../trust.ts'

/**
 * A trust provider is code of somebody else. The core forks a host for each, which starts the provider in a sandbox and
 * passes questions and answers on as JSON texts. Neither side believes the other: size first, then depth, then shape.
 */
export const TRUST_HOST_ARGUMENT = 'trust-host'

/** Name of the built file that runs inside the sandbox, beside the worker's. */
export const TRUST_PROVIDER_ENTRY = 'trust.mjs'

/** Longest question, which may hold a whole job, and longest answer; UTF-16 units of JSON. */
export const MAX_QUESTION_UNITS = 1024 * 1024
export const MAX_ANSWER_UNITS = 128 * 1024

/** Why a question has no answer. */
export const PROVIDER_FAILURES = [
  'not_found',
  'refused',
  'not_loaded',
  'no_such_function',
  'threw',
  'too_late',
  'ended',
  'odd_answer',
  'too_large',
  'waiting',
  'stopped',
] as const
export const providerFailureSchema = z.enum(PROVIDER_FAILURES)
export type ProviderFailure = z.infer<typeof providerFailureSchema>

const id = z.int().min(1)
const detail = z.string().max(500)

export const toTrustHostSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('start'),
    name: providerNameSchema,
    /** Folder of the providers, which is all of this machine's files that it sees, and the file in it. */
    folder: z.string().max(4096),
    file: z.string().max(255),
    hosts: z.array(z.string().max(260)).max(32),
    memory_bytes: z.int().min(1),
    /** Marks its processes, so that leftovers can be found. */
    cookie: z.string().max(64),
  }),
  z.strictObject({
    kind: z.literal('ask'),
    id,
    ask: providerFunctionSchema,
    input: z.string().max(MAX_QUESTION_UNITS),
  }),
])
export type ToTrustHost = z.infer<typeof toTrustHostSchema>

const loaded = {
  kind: z.literal('loaded'),
  name: z.string().max(255),
  type: providerTypeSchema,
  functions: z.array(providerFunctionSchema).max(8),
}

const answers = [
  z.strictObject({ kind: z.literal('answer'), id, value: z.string().max(MAX_ANSWER_UNITS) }),
  z.strictObject({
    kind: z.literal('no_answer'),
    id,
    reason: z.enum(['threw', 'no_such_function', 'odd_answer', 'too_large']),
    detail,
  }),
] as const

export const fromTrustHostSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...loaded, confined: z.string().max(64) }),
  /** It could not be started, or is no provider; the host ends after this. */
  z.strictObject({ kind: z.literal('failed'), reason: z.enum(['not_loaded', 'ended', 'odd_answer']), detail }),
  ...answers,
])
export type FromTrustHost = z.infer<typeof fromTrustHostSchema>

/** A line of JSON from the host to the provider's process. */
export const providerQuestionSchema = z.strictObject({ id, ask: providerFunctionSchema, input: z.unknown() })

/** A line of JSON back. */
export const providerLineSchema = z.discriminatedUnion('kind', [
  z.strictObject(loaded),
  z.strictObject({ kind: z.literal('failed'), detail }),
  ...answers,
])
export type ProviderLine = z.infer<typeof providerLineSchema>
