import { z } from 'zod'
import { idSchema } from './names.ts'
import { runStateSchema } from './run.ts'
import {
  childPolicySchema,
  contractSchema,
  identitySchema,
  proofKeyNameSchema,
  providerNameSchema,
  trustDenialSchema,
  trustLevelSchema,
} from './trust.ts'
import { text } from './text.ts'

/** A gate that was not come to, because one before it ended the run or the run was stopped. */
const notReached = z.literal('not_reached')

const reason = text(500).nullable()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** What a provider says of a session in plain words; nothing secret. */
export const sessionWordsSchema = z.record(z.string().max(64), z.union([text(256), z.number(), z.boolean(), z.null()]))

/** What the gates of a run found, in their order. Values of credentials and sessions are never in it. */
export const trustFactsSchema = z
  .strictObject({
    format: z.literal('interlock-trust/1'),
    run: idSchema,
    job: idSchema,
    job_hash: sha256.meta({
      description: 'SHA-256 of the canonical job without its id, its idempotency key and its proof.',
    }),
    decided_at: z.iso.datetime(),
    identity: z
      .strictObject(identitySchema.shape)
      .omit({ level: true })
      .extend({
        declared: trustLevelSchema.nullable(),
        level: trustLevelSchema.nullable().meta({ description: 'What it was trusted as; null where nobody vouched.' }),
        vouched_by: z.enum(['nobody', 'provider', 'proof', 'parent']),
        session: sessionWordsSchema.nullable(),
      })
      .nullable(),
    handoff: z
      .strictObject({ provider: providerNameSchema.nullable(), names: z.array(z.string()) })
      .nullable()
      .meta({ description: 'Which credentials were to be handed over, by name.' }),
    child: z
      .strictObject({
        policy: childPolicySchema,
        parent_job: idSchema,
        parent_run: idSchema.nullable(),
        parent_level: trustLevelSchema.nullable(),
      })
      .nullable(),
    trust: z.strictObject({
      decision: z.union([z.enum(['permit', 'warn', 'deny']), notReached]),
      required: trustLevelSchema.nullable(),
      enforcement: z.enum(['none', 'warn', 'block']),
      reason,
    }),
    proof: z.strictObject({
      result: z.union([z.enum(['not_asked', 'verified', 'failed']), notReached]),
      method: z.enum(['jwt', 'hmac', 'provider']).nullable(),
      by: z.union([proofKeyNameSchema, providerNameSchema]).nullable(),
      algorithm: z.string().max(16).nullable(),
      nonce: sha256
        .nullable()
        .meta({ description: 'SHA-256 of where the key is from and what makes the proof single.' }),
      expires_at: z.iso.datetime().nullable(),
      reason,
    }),
    authorization: z.strictObject({
      decision: z.union([z.enum(['not_asked', 'permit', 'deny', 'escalate']), notReached]),
      by: z.union([providerNameSchema, z.literal('job')]).nullable(),
      approval: idSchema.nullable().meta({ description: 'The approval that answered an escalation.' }),
      reason,
    }),
    credentials: z
      .strictObject({ handle: idSchema, provider: providerNameSchema, names: z.array(z.string()) })
      .nullable()
      .meta({ description: 'What was handed over, by name; null where nothing was.' }),
    contract: contractSchema.nullable(),
    providers: z
      .array(z.strictObject({ name: providerNameSchema, sha256 }))
      .meta({ description: 'Whose code answered, by the hash of its file.' }),
    gate: z.strictObject({
      decision: z.enum(['admitted', 'denied', 'escalated', 'stopped']),
      code: trustDenialSchema.nullable(),
      message: text(2000).nullable(),
    }),
  })
  .meta({ id: 'TrustFacts' })
export type TrustFacts = z.infer<typeof trustFactsSchema>

/** The evidence of a run's trust, complete with how the run ended. */
export const trustEnvelopeSchema = trustFactsSchema
  .extend({ outcome: z.strictObject({ state: runStateSchema, code: z.string().max(64).nullable() }) })
  .meta({ id: 'TrustEnvelope' })
export type TrustEnvelope = z.infer<typeof trustEnvelopeSchema>

/** Trust of one run as clients see it. */
export const runTrustSchema = z
  .strictObject({
    run: idSchema,
    facts: trustFactsSchema.nullable().meta({ description: 'Null where they cannot be read any more.' }),
    outcome: trustEnvelopeSchema.shape.outcome.nullable().meta({ description: 'Null while the run goes on.' }),
    sha256: sha256.nullable().meta({ description: 'Of the canonical envelope, as the ledger has it.' }),
    intact: z.boolean().meta({ description: 'Whether what is stored has this hash.' }),
    cleanup: z
      .enum(['not_needed', 'due', 'done', 'given_up'])
      .meta({ description: 'Whether the provider took back what it had handed over.' }),
  })
  .meta({ id: 'RunTrust' })
export type RunTrust = z.infer<typeof runTrustSchema>

export const PROVIDER_TYPES = ['identity', 'authorization', 'proof'] as const
export const providerTypeSchema = z.enum(PROVIDER_TYPES).meta({ id: 'ProviderType' })
export type ProviderType = z.infer<typeof providerTypeSchema>

/** What a provider may be asked, by its type. */
export const PROVIDER_FUNCTIONS = {
  identity: ['resolveSession', 'materialize', 'prepareHandoff', 'cleanup', 'describeSession'],
  authorization: ['authorize'],
  proof: ['verifyProof'],
} as const satisfies Record<ProviderType, readonly string[]>
export const providerFunctionSchema = z.enum([
  ...PROVIDER_FUNCTIONS.identity,
  ...PROVIDER_FUNCTIONS.authorization,
  ...PROVIDER_FUNCTIONS.proof,
])
export type ProviderFunction = z.infer<typeof providerFunctionSchema>

/** A file of the folder of trust providers. */
export const trustProviderSchema = z
  .strictObject({
    name: z.string().max(255),
    state: z
      .enum(['ready', 'loaded', 'waiting', 'refused'])
      .meta({ description: '`ready`: started when it is needed. `waiting`: it failed and is started again later.' }),
    type: providerTypeSchema.nullable(),
    functions: z.array(providerFunctionSchema),
    sha256: sha256.nullable(),
    hosts: z.array(z.string()).meta({ description: 'What it may reach; nothing else of any network.' }),
    confined: z.string().nullable().meta({ description: 'How its process is kept apart, once it was started.' }),
    problem: text(500).nullable().meta({ description: 'Why it is refused, or how it failed last.' }),
    failed_at: z.iso.datetime().nullable(),
    retry_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'TrustProvider' })
export type TrustProvider = z.infer<typeof trustProviderSchema>

export const trustProvidersSchema = z
  .strictObject({
    folder: z.string(),
    problem: text(500).nullable().meta({ description: 'Why nothing of the folder is used.' }),
    providers: z.array(trustProviderSchema),
    keys: z.array(
      z.strictObject({
        name: z.string().max(255),
        kind: z.enum(['secret', 'file']).nullable(),
        algorithms: z.array(z.string()),
        problem: text(500).nullable(),
      }),
    ),
  })
  .meta({ id: 'TrustProviders' })
export type TrustProviders = z.infer<typeof trustProvidersSchema>

/** What the gates of a job would ask, without anything being asked. */
export const trustCheckSchema = z
  .strictObject({
    job_hash: sha256.meta({ description: 'What a proof of this job is made over.' }),
    gates: z.array(z.strictObject({ gate: z.string(), sentence: z.string() })),
    problems: z.array(z.string()).meta({ description: 'Why its runs would not be let through.' }),
  })
  .meta({ id: 'TrustCheck' })
export type TrustCheck = z.infer<typeof trustCheckSchema>
