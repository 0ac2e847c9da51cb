import { createHash } from 'node:crypto'
import type { JobSpec, JobTrust, TrustDenial, TrustFacts } from '#schemas'
import { canonicalJson, isoTime } from '#schemas/format'
import { createRedaction, firstCodePoints, sanitised } from '#confine'

/** What a proof is made over: the canonical job without the names it is known by and without the proof itself. */
export function jobHashOf(spec: JobSpec): string {
  const { id: _id, idempotency_key: _key, trust, ...rest } = spec
  const { proof: _proof, ...others } = trust ?? {}
  const content = trust === undefined ? rest : { ...rest, trust: others }
  return createHash('sha256').update(canonicalJson(content)).digest('hex')
}

/** Facts of a run before its first gate. */
export function noFacts(run: string, job: string, spec: JobSpec, trust: JobTrust, now: number): TrustFacts {
  return {
    format: 'interlock-trust/1',
    run,
    job,
    job_hash: jobHashOf(spec),
    decided_at: isoTime(now),
    identity: null,
    handoff: null,
    child: null,
    trust: {
      decision: 'not_reached',
      required: trust.required?.level ?? null,
      enforcement: trust.required?.enforcement ?? 'none',
      reason: null,
    },
    proof: {
      result: 'not_reached',
      method: null,
      by: null,
      algorithm: null,
      nonce: null,
      expires_at: null,
      reason: null,
    },
    authorization: { decision: 'not_reached', by: null, approval: null, reason: null },
    credentials: null,
    contract: trust.contract ?? null,
    providers: [],
    gate: { decision: 'stopped', code: null, message: null },
  }
}

/** A gate that does not let a run through. */
export class Denied extends Error {
  readonly code: TrustDenial

  constructor(code: TrustDenial, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Denied'
    this.code = code
  }
}

const SHAPES = createRedaction([])
const MAX_REASON = 300

/** Words of somebody else as they may stand in the ledger. */
export function plainReason(words: string | undefined): string | null {
  return words === undefined || words.trim() === ''
    ? null
    : firstCodePoints(sanitised(SHAPES.text(words.toWellFormed())), MAX_REASON)
}
