import { z } from 'zod'
import { minimumLevelSchema, type Policy } from './policy.ts'
import { secretNameSchema } from './secrets.ts'
import { systemText, text } from './text.ts'
import { isInjecting } from './variables.ts'
import { TRUST_DENIALS } from './plain.ts'

/** How far whoever a job acts for is trusted, lowest first. */
export const TRUST_LEVELS = ['untrusted', 'restricted', 'supervised', 'autonomous'] as const
export const trustLevelSchema = z.enum(TRUST_LEVELS).meta({ id: 'TrustLevel' })
export type TrustLevel = z.infer<typeof trustLevelSchema>

/** Whether `level` is at least `required`. */
export function isTrustEnough(level: TrustLevel, required: TrustLevel): boolean {
  return TRUST_LEVELS.indexOf(level) >= TRUST_LEVELS.indexOf(required)
}

/** The lower of two levels; nothing where either is unknown. */
export function lowerTrust(a: TrustLevel | null, b: TrustLevel | null): TrustLevel | null {
  if (a === null || b === null) return null
  return isTrustEnough(a, b) ? b : a
}

/** A trust provider is known by the name of its file. */
export const providerNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be 1 to 63 of a-z 0-9 -, starting with a letter or digit')
  .meta({ id: 'ProviderName', description: '1 to 63 of a-z 0-9 -, starting with a letter or digit.' })

/** A key with which proofs are verified, by its name in `trust-keys/keys.json` of the data directory. */
export const proofKeyNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be 1 to 63 of a-z 0-9 . _ -, starting with a letter or digit')
  .meta({ id: 'ProofKeyName', description: '1 to 63 of a-z 0-9 . _ -, starting with a letter or digit.' })

export const SUBJECT_KINDS = [
  'agent',
  'service',
  'workload',
  'user',
  'composite',
  'delegated_agent',
  'unknown',
] as const

/** For whom a job acts. What it says of itself counts only as far as a provider or a proof stands behind it. */
export const identitySchema = z
  .strictObject({
    principal: text(256, 1).meta({ title: 'Principal', description: 'Who answers for what the job does.' }),
    run_as: text(256, 1).optional().meta({ title: 'Runs as', description: 'The account it uses, for the provider.' }),
    subject: z.enum(SUBJECT_KINDS).default('unknown').meta({ title: 'Kind of subject' }),
    delegation: z
      .enum(['none', 'on_behalf_of', 'impersonation'])
      .default('none')
      .meta({ title: 'Delegation', description: 'How it stands to the one it acts for.' }),
    on_behalf_of: text(256, 1).optional().meta({ title: 'Acts for', description: 'Named where it acts for another.' }),
    level: trustLevelSchema.optional().meta({
      title: 'Declared level',
      description:
        'What it asks to be trusted as. A ceiling: it counts only where a provider or a proof vouches for it.',
    }),
    provider: providerNameSchema
      .optional()
      .meta({ title: 'Identity provider', description: 'Who says whether it is so.' }),
  })
  .refine(({ delegation, on_behalf_of }) => (delegation === 'none') === (on_behalf_of === undefined), {
    path: ['on_behalf_of'],
    params: { rule: 'delegated' },
  })
  .meta({ id: 'TrustIdentity' })
export type TrustIdentity = z.infer<typeof identitySchema>

/** Longest signed token, and longest text for a proof provider. */
export const MAX_PROOF_CHARACTERS = 8192

const mac = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 of 0-9 a-f')

/** What proves that the principal asked for this job. It is verified for each run. */
export const proofSchema = z
  .discriminatedUnion('method', [
    z
      .strictObject({
        method: z.literal('jwt'),
        key: proofKeyNameSchema.meta({ title: 'Key' }),
        token: z
          .string()
          .max(MAX_PROOF_CHARACTERS)
          .regex(
            /^[\w-]+\.[\w-]+\.[\w-]+$/,
            'must be a signed token: three parts of A-Z a-z 0-9 _ - with dots between them',
          )
          .meta({ title: 'Token' }),
      })
      .meta({ title: 'A signed token (JWT)' }),
    z
      .strictObject({
        method: z.literal('hmac'),
        key: proofKeyNameSchema.meta({ title: 'Key' }),
        made_at: z.iso.datetime({ offset: true }).meta({ title: 'Made at' }),
        expires_at: z.iso.datetime({ offset: true }).meta({ title: 'Expires at' }),
        nonce: z
          .string()
          .regex(/^[\w-]{16,128}$/, 'must be 16 to 128 of A-Z a-z 0-9 _ -')
          .meta({ title: 'Nonce' }),
        mac: mac.meta({ title: 'MAC', description: '64 hexadecimal digits.' }),
      })
      .meta({ title: 'An HMAC over the job' }),
    z
      .strictObject({
        method: z.literal('provider'),
        provider: providerNameSchema.meta({ title: 'Provider' }),
        proof: text(MAX_PROOF_CHARACTERS, 1).meta({ title: 'Proof' }),
      })
      .meta({ title: 'What a provider verifies' }),
  ])
  .meta({ id: 'TrustProof', title: 'Proof' })
export type TrustProof = z.infer<typeof proofSchema>

const dependsOnTrust = z
  .boolean()
  .default(true)
  .meta({ title: 'Depends on trust', description: 'Permits only where the trust decision was not a warning.' })

/** Who decides whether the run may start, or the decision itself. */
export const authorizationSchema = z
  .union([
    z
      .strictObject({
        provider: providerNameSchema.meta({ title: 'Provider' }),
        depends_on_trust: dependsOnTrust,
        requires_identity: z.boolean().default(true).meta({ title: 'Needs an identity' }),
      })
      .meta({ title: 'A provider decides' }),
    z
      .strictObject({
        decision: z
          .enum(['permit', 'deny', 'escalate'])
          .meta({ title: 'Decision', description: '`escalate` asks the operator.' }),
        reason: text(500).optional().meta({ title: 'Reason' }),
        depends_on_trust: dependsOnTrust,
        requires_identity: z.boolean().default(false).meta({ title: 'Needs an identity' }),
      })
      .meta({ title: 'Decided here' }),
  ])
  .meta({ id: 'TrustAuthorization', title: 'Authorization' })
export type TrustAuthorization = z.infer<typeof authorizationSchema>

/** A file or folder of a workspace, written plainly. `.git` cannot be named: it holds what names programs. */
const contractPathSchema = systemText(1024).refine(
  (path) =>
    path.split('/').every((part) => !['', '.', '..'].includes(part) && part.toLowerCase() !== '.git') &&
    !path.includes('\\') &&
    !/^[A-Za-z]:/.test(path),
  { params: { rule: 'path_inside' } },
)

/** What a run is held to beyond its policy. It can only take away. */
export const contractSchema = z
  .strictObject({
    allowed_paths: z.array(contractPathSchema).min(1).max(32).optional().meta({
      title: 'Paths',
      description:
        'Files and folders of the workspace; the run sees no other. A command is refused where no sandbox can keep it to them.',
    }),
    network: z
      .enum(['as_policy', 'deny'])
      .default('as_policy')
      .meta({ title: 'Network', description: '`deny` wins over the policy, named hosts included.' }),
    sandbox: minimumLevelSchema.optional().meta({
      title: 'Sandbox at least',
      description: 'Holds also where the operator lowered the minimum of the workspace.',
    }),
    max_cost_usd: z.number().min(0).max(1_000_000).optional().meta({ title: 'Cost at most', unit: 'USD' }),
    estimated_cost_usd: z.number().min(0).max(1_000_000).optional().meta({ title: 'Estimated cost', unit: 'USD' }),
    audit: z.enum(['envelope', 'checkpoint']).default('envelope').meta({
      title: 'Audit',
      description: '`checkpoint` also notes the head of the ledger when the run ends, so that a missing tail shows.',
    }),
  })
  .refine(({ max_cost_usd = Infinity, estimated_cost_usd = 0 }) => estimated_cost_usd <= max_cost_usd, {
    path: ['estimated_cost_usd'],
    params: { rule: 'cost_above_cap' },
  })
  .meta({ id: 'TrustContract', title: 'Contract' })
export type TrustContract = z.infer<typeof contractSchema>

/** What is left of a policy under a contract. */
export function policyUnder(policy: Policy, contract: TrustContract | undefined): Policy {
  if (contract?.network !== 'deny') return policy
  const { network_hosts: _hosts, ...rest } = policy
  return { ...rest, allow_network: false }
}

/** The variable in which commands find a credential. What changes how programs load is no credential. */
const credentialNameSchema = secretNameSchema.refine((name) => !isInjecting(name), {
  params: { rule: 'injecting_name' },
})

/**
 * What a job that follows another in a chain has of the other's credentials: nothing, the same identity, one that its provider
 * made smaller, or its own, trusted no further than the other.
 */
export const CHILD_POLICIES = ['none', 'inherit', 'downscope', 'independent'] as const
export const childPolicySchema = z.enum(CHILD_POLICIES).meta({ id: 'ChildCredentialPolicy' })
export type ChildPolicy = z.infer<typeof childPolicySchema>

/** What must hold before a run starts. Every gate that cannot be passed ends the run before its first step. */
export const trustSchema = z
  .strictObject({
    identity: identitySchema.optional().meta({ title: 'Identity', description: 'For whom it acts.' }),
    required: z
      .strictObject({
        level: trustLevelSchema.meta({ title: 'At least' }),
        enforcement: z.enum(['none', 'warn', 'block']).default('block').meta({
          title: 'Below it',
          description: '`block` denies, `warn` lets pass with a warning, `none` only notes.',
        }),
      })
      .optional()
      .meta({ title: 'Required trust', description: 'How far who it acts for must be trusted.' }),
    contract: contractSchema
      .optional()
      .meta({ title: 'Contract', description: 'What it is held to beyond its policy. It can only take away.' }),
    authorization: authorizationSchema
      .optional()
      .meta({ title: 'Authorization', description: 'Who decides whether a run may start, or the decision itself.' }),
    proof: proofSchema
      .optional()
      .meta({ title: 'Proof', description: 'What proves that the principal asked for this job.' }),
    child_credentials: childPolicySchema.optional().meta({
      title: 'Credentials in a chain',
      description: 'Of a job that follows another; otherwise what the other says, else `none`.',
    }),
    credentials: z.array(credentialNameSchema).min(1).max(16).optional().meta({
      title: 'Credentials',
      description: 'Variables that the identity provider fills for the commands of this run, and for nothing else.',
    }),
  })
  .refine(
    ({ credentials, identity, child_credentials: child = 'none' }) =>
      credentials === undefined || identity?.provider !== undefined || child === 'inherit' || child === 'downscope',
    { path: ['credentials'], params: { rule: 'credentials_of_nobody' } },
  )
  .refine(({ proof, identity }) => proof === undefined || identity !== undefined, {
    path: ['proof'],
    params: { rule: 'proof_of_nobody' },
  })
  .meta({ id: 'JobTrust', title: 'Trust' })
export type JobTrust = z.infer<typeof trustSchema>

export const trustDenialSchema = z.enum(TRUST_DENIALS).meta({ id: 'TrustDenial' })
export type TrustDenial = z.infer<typeof trustDenialSchema>

/** Whether a run ended because a gate did not let it start. */
export function isTrustDenial(code: string | null): boolean {
  return TRUST_DENIALS.some((each) => each === code)
}
