import { z } from 'zod'
import { providerNameSchema, trustDenialSchema } from '../trust.ts'
import { bodyRefSchema } from './body.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** What stood between a claimed run and its first step. Credentials are named, never held. */
export const trustEvents = {
  'trust.decided': z.strictObject({
    decision: z.enum(['admitted', 'denied', 'escalated']),
    code: trustDenialSchema.nullable(),
    /** `TrustFacts`. */
    facts: bodyRefSchema,
  }),
  /** What makes a proof single was used up by this job; no other job can present it again. */
  'trust.proof_spent': z.strictObject({ nonce: sha256, expires_at: z.int().nullable() }),
  /** A provider is about to be asked for credentials; from now on it has to take back what it may have made. */
  'trust.credentials_asked': z.strictObject({
    handle: z.string().max(64),
    provider: providerNameSchema,
    names: z.array(z.string().max(64)),
  }),
  /** It took them back, or there was nothing to take back. */
  'trust.credentials_cleaned': z.strictObject({ handle: z.string().max(64), tries: z.int() }),
  'trust.cleanup_failed': z.strictObject({
    handle: z.string().max(64),
    reason: z.string().max(64),
    tries: z.int(),
    given_up: z.boolean(),
  }),
  /** The code that answers from now on, as one file after the other was found. */
  'trust.provider_loaded': z.strictObject({
    provider: providerNameSchema,
    type: z.enum(['identity', 'authorization', 'proof']),
    sha256,
    confined: z.string().max(64),
  }),
  'trust.provider_failed': z.strictObject({
    provider: providerNameSchema,
    reason: z.string().max(64),
    restart_in_ms: z.int(),
  }),
  /** The evidence of a run's trust: the canonical `TrustEnvelope` and its SHA-256. */
  'run.trust': z.strictObject({
    decision: z.enum(['admitted', 'denied', 'escalated', 'stopped']),
    code: trustDenialSchema.nullable(),
    envelope: bodyRefSchema,
    sha256,
  }),
} as const
