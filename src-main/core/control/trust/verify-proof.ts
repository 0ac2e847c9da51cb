import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose'
import { z } from 'zod'
import { type TrustLevel, trustLevelSchema, type TrustProof } from '#schemas'
import { canonicalJson } from '#schemas/format'
import type { ProofAlgorithm, ProofKey } from './proof-keys.ts'

type FittingKey = ProofKey['keys'][number]

/** What a proof is of. */
export interface Claim {
  readonly principal: string
  readonly jobHash: string
  /** Wall time, milliseconds. */
  readonly now: number
}

/** A proof that holds. */
export interface Verified {
  readonly algorithm: ProofAlgorithm | 'HMAC-SHA256'
  /** SHA-256 of where the key is from and what makes the proof single; null where nothing does. */
  readonly nonce: string | null
  readonly expiresAt: number | null
  /** What it vouches for; null where it does not say. */
  readonly level: TrustLevel | null
}

/** Why a proof does not hold. */
export class ProofRefused extends Error {}

/** Clocks of two machines differ. */
const SKEW_MS = 30_000
/** A proof for later than that is a standing right. */
const LONGEST_MS = 7 * 24 * 60 * 60 * 1000

const claimsSchema = z.object({
  sub: z.string(),
  /** Seconds, up to the last that there is a date for. */
  exp: z.number().max(8.64e12),
  jti: z.string().max(256).optional(),
  job_hash: z.string().optional(),
  trust_level: trustLevelSchema.optional(),
})

/** What is put under an HMAC: whose proof of which job, from when to when, once. */
export function hmacText(
  { made_at, expires_at, nonce }: Pick<Extract<TrustProof, { method: 'hmac' }>, 'made_at' | 'expires_at' | 'nonce'>,
  { principal, jobHash }: Pick<Claim, 'principal' | 'jobHash'>,
): string {
  return canonicalJson({ format: 'interlock-proof/1', principal, job_hash: jobHash, made_at, expires_at, nonce })
}

/** @throws ProofRefused */
export function verifyHmac(proof: Extract<TrustProof, { method: 'hmac' }>, key: ProofKey, claim: Claim): Verified {
  const [only] = key.keys
  if (only === undefined || only.algorithm !== 'HS256' || !(only.key instanceof Uint8Array))
    throw new ProofRefused('an HMAC needs a shared secret, and this key is none')
  refusePrincipal(key, claim)
  const wanted = createHmac('sha256', only.key).update(hmacText(proof, claim)).digest()
  if (!timingSafeEqual(wanted, Buffer.from(proof.mac, 'hex'))) throw new ProofRefused('the code does not fit this job')
  const [from, to] = [Date.parse(proof.made_at), Date.parse(proof.expires_at)]
  if (to - from > LONGEST_MS) throw new ProofRefused('it holds for more than seven days')
  if (claim.now < from - SKEW_MS) throw new ProofRefused('it is from the future')
  if (claim.now >= to) throw new ProofRefused('it has expired')
  return { algorithm: 'HMAC-SHA256', nonce: nonceOf(only, proof.nonce), expiresAt: to, level: null }
}

/** @throws ProofRefused */
export async function verifyJwt(token: string, key: ProofKey, claim: Claim): Promise<Verified> {
  refusePrincipal(key, claim)
  const fitting = keyFor(token, key)
  const claims = claimsSchema.safeParse(await payloadOf(token, key, fitting, claim.now)).data
  if (claims === undefined) throw new ProofRefused('its claims have not the form of those of a proof')
  if (claims.sub !== claim.principal) throw new ProofRefused('it is of another principal')
  if (claims.job_hash !== undefined && claims.job_hash !== claim.jobHash) throw new ProofRefused('it is of another job')
  return {
    algorithm: fitting.algorithm,
    nonce: claims.jti === undefined ? null : nonceOf(fitting, claims.jti),
    expiresAt: Math.floor(claims.exp * 1000),
    level: claims.trust_level ?? null,
  }
}

async function payloadOf(
  token: string,
  { issuer, audience }: ProofKey,
  { key, algorithm }: FittingKey,
  now: number,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      audience,
      ...(issuer !== null && { issuer }),
      requiredClaims: ['sub', 'exp', 'aud'],
      clockTolerance: SKEW_MS / 1000,
      currentDate: new Date(now),
    })
    return payload
  } catch (error) {
    throw new ProofRefused(refusalOf(error), { cause: error })
  }
}

/** The one key of a set that the token names, or the only one. Its algorithm is the key's; the token must agree. */
function keyFor(token: string, { keys }: ProofKey): FittingKey {
  const header = headerOf(token)
  const named = keys.length === 1 ? keys : keys.filter(({ id }) => id !== null && id === header.kid)
  const [found, ...others] = named
  if (found === undefined || others.length > 0) throw new ProofRefused('it does not name one key of the set')
  if (header.alg !== found.algorithm)
    throw new ProofRefused(`it is not signed with ${found.algorithm}, as the key is for`)
  return found
}

function headerOf(token: string): { alg?: unknown; kid?: unknown } {
  try {
    return decodeProtectedHeader(token)
  } catch (error) {
    throw new ProofRefused('it is no signed token', { cause: error })
  }
}

/** The library's own words can quote the token. */
function refusalOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'it has expired'
  if (error instanceof errors.JWTClaimValidationFailed)
    return `its claim ${error.claim} is missing or is not as the key asks`
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature is not of this key'
  return 'it is no token that can be verified with this key'
}

function refusePrincipal({ principals }: ProofKey, { principal }: Claim): void {
  if (principals !== null && !principals.includes(principal))
    throw new ProofRefused('the key does not speak for this principal')
}

function nonceOf({ origin }: FittingKey, nonce: string): string {
  return createHash('sha256').update(`${origin}\0${nonce}`).digest('hex')
}
