import type { TrustAuthorization, TrustFacts } from '#schemas'
import { authorizeAnswer } from './answers.ts'
import { Denied, plainReason } from './facts.ts'
import type { EscalatedQuestion, GatedRun, UseApproval } from './gated-run.ts'
import type { Resolved } from './identity.ts'
import type { Providers } from './providers.ts'

export interface AuthorizeDeps {
  readonly need: Providers['need']
  readonly about: object
  readonly useApproval: UseApproval
}

type Decision = { readonly decision: 'permit' | 'deny' | 'escalate'; readonly reason: string | null }

/** Lets the run pass, or says what the operator is to be asked. @throws Denied, ProviderFailed */
export async function authorize(
  gated: GatedRun,
  resolved: Resolved | null,
  facts: TrustFacts,
  deps: AuthorizeDeps,
): Promise<EscalatedQuestion | null> {
  const { authorization } = gated.trust
  if (authorization === undefined) {
    facts.authorization.decision = 'not_asked'
    return null
  }
  facts.authorization.by = 'provider' in authorization ? authorization.provider : 'job'
  const { decision, reason } =
    unmet(authorization, resolved, facts) ?? (await decided(authorization, gated, resolved, facts, deps))
  facts.authorization.decision = decision
  facts.authorization.reason = reason
  switch (decision) {
    case 'permit':
      return null
    case 'deny':
      throw new Denied('authorization_denied', `This run is not authorized${reason === null ? '' : `: ${reason}`}.`)
    case 'escalate': {
      // Why it is asked may be worded otherwise each time; who asks, and about which job, may not.
      const question = { tool: 'trust.authorize', args: { by: facts.authorization.by, job_hash: facts.job_hash } }
      const approval = await deps.useApproval(gated, question)
      facts.authorization.approval = approval ?? null
      return approval === undefined ? question : null
    }
  }
}

/** What the job's own authorization makes a condition. */
function unmet(
  { depends_on_trust, requires_identity }: TrustAuthorization,
  resolved: Resolved | null,
  { trust }: TrustFacts,
): Decision | undefined {
  if (requires_identity && resolved === null) return { decision: 'deny', reason: 'it has no identity' }
  if (depends_on_trust && trust.decision !== 'permit') return { decision: 'deny', reason: 'its trust is too low' }
  return undefined
}

async function decided(
  authorization: TrustAuthorization,
  { spec }: GatedRun,
  resolved: Resolved | null,
  facts: TrustFacts,
  { need, about }: AuthorizeDeps,
): Promise<Decision> {
  if ('decision' in authorization) {
    const { decision, reason } = authorization
    return { decision, reason: plainReason(reason) }
  }
  const provider = await need(authorization.provider, 'authorization')
  const { trust, ...asked } = spec
  const { proof: _proof, ...shown } = trust ?? {}
  const answer = await provider.ask(
    'authorize',
    {
      ...about,
      identity: resolved === null ? null : { ...resolved.identity, level: resolved.level },
      trust: facts.trust,
      proof: { result: facts.proof.result, method: facts.proof.method },
      spec: { ...asked, trust: shown },
    },
    (value) => authorizeAnswer.safeParse(value).data,
  )
  return { decision: answer.decision, reason: plainReason(answer.reason) }
}
