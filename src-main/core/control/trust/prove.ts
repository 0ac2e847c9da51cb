import type { TrustFacts, TrustProof } from '#schemas'
import { isTrustEnough } from '#schemas'
import { isoTime } from '#schemas/format'
import { createHash } from 'node:crypto'
import { verifyAnswer } from './answers.ts'
import { Denied, plainReason } from './facts.ts'
import type { GatedRun } from './gated-run.ts'
import type { Resolved } from './identity.ts'
import { KeyProblem, type ProofKeys } from './proof-keys.ts'
import type { Providers } from './providers.ts'
import { ProofRefused, type Verified, verifyHmac, verifyJwt } from './verify-proof.ts'

/** Uses up what makes a proof single. @returns false where another job has done so */
export type SpendProof = (run: GatedRun, nonce: string, expiresAt: number | null) => Promise<boolean>

export interface ProveDeps {
  readonly keys: ProofKeys
  readonly need: Providers['need']
  readonly now: () => number
  readonly spendProof: SpendProof
}

type Proven = Omit<Verified, 'algorithm'> & { readonly algorithm: string | null }

/** The proof of a job, verified anew for each run and used up by one job. @throws Denied, ProviderFailed */
export async function prove(
  gated: GatedRun,
  resolved: Resolved | null,
  facts: TrustFacts,
  deps: ProveDeps,
): Promise<void> {
  const { proof } = gated.trust
  if (proof === undefined) {
    facts.proof.result = 'not_asked'
    return
  }
  facts.proof.method = proof.method
  facts.proof.by = proof.method === 'provider' ? proof.provider : proof.key
  try {
    if (resolved === null) throw new ProofRefused('there is no identity that it could be of')
    const proven = await verified(proof, gated, resolved, facts, deps)
    Object.assign(facts.proof, {
      algorithm: proven.algorithm,
      nonce: proven.nonce,
      expires_at: proven.expiresAt === null ? null : isoTime(proven.expiresAt),
    })
    refuseLesserLevel(proven, resolved)
    if (proven.nonce !== null && !(await deps.spendProof(gated, proven.nonce, proven.expiresAt)))
      throw new ProofRefused('it was used for another job already')
    facts.proof.result = 'verified'
  } catch (error) {
    if (!(error instanceof ProofRefused || error instanceof KeyProblem)) throw error
    facts.proof.result = 'failed'
    facts.proof.reason = error.message
    throw new Denied('proof_failed', `The proof of this job does not hold: ${error.message}`, { cause: error })
  }
}

async function verified(
  proof: TrustProof,
  { spec }: GatedRun,
  { identity }: Resolved,
  { job_hash }: TrustFacts,
  { keys, need, now }: ProveDeps,
): Promise<Proven> {
  const claim = { principal: identity.principal, jobHash: job_hash, now: now() }
  switch (proof.method) {
    case 'jwt':
      return verifyJwt(proof.token, await keys.get(proof.key), claim)
    case 'hmac':
      return verifyHmac(proof, await keys.get(proof.key), claim)
    case 'provider': {
      const provider = await need(proof.provider, 'proof')
      const job = { type: spec.type, workspace: spec.workspace ?? null, hash: job_hash }
      const answer = await provider.ask(
        'verifyProof',
        { proof: proof.proof, identity, job },
        (value) => verifyAnswer.safeParse(value).data,
      )
      if (!answer.ok) throw new ProofRefused(plainReason(answer.reason) ?? 'its provider refused it')
      const expiresAt = answer.expires_at === undefined ? null : Date.parse(answer.expires_at)
      if (expiresAt !== null && expiresAt <= claim.now) throw new ProofRefused('it has expired')
      const nonce = answer.nonce === undefined ? null : nonceOf(proof.provider, answer.nonce)
      return { algorithm: null, nonce, expiresAt, level: answer.level ?? null }
    }
  }
}

function nonceOf(provider: string, nonce: string): string {
  return createHash('sha256').update(`provider:${provider}\0${nonce}`).digest('hex')
}

/** Where a level counted because of the proof, the proof must not say less. */
function refuseLesserLevel({ level }: Proven, resolved: Resolved): void {
  if (resolved.vouchedBy !== 'proof' || resolved.level === null || level === null) return
  if (!isTrustEnough(level, resolved.level)) throw new ProofRefused(`it vouches for ${level} only`)
}
