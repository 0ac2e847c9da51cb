import {
  type ChildPolicy,
  isTrustEnough,
  lowerTrust,
  type JobTrust,
  type TrustFacts,
  type TrustIdentity,
  type TrustLevel,
} from '#schemas'
import { handoffAnswer, sessionAnswer } from './answers.ts'
import { Denied, plainReason } from './facts.ts'
import type { NeededProvider } from './providers.ts'

/** The job before this one in its chain, as far as it matters for what is passed on. */
export interface ParentTrust {
  readonly job: string
  readonly run: string | null
  readonly trust: JobTrust | undefined
  /** What its run was trusted as. */
  readonly level: TrustLevel | null
}

/** For whom a run acts, once that is settled. `session` is the provider's own and stays in memory. */
export interface Resolved {
  readonly identity: TrustIdentity
  readonly level: TrustLevel | null
  readonly vouchedBy: 'nobody' | 'provider' | 'proof' | 'parent'
  readonly provider: NeededProvider | null
  readonly session: unknown
}

export interface IdentityDeps {
  readonly need: (name: string, type: 'identity') => Promise<NeededProvider>
  /** As what the key of the job's proof can vouch; null where it has none. The proof itself is verified by a later gate. */
  readonly vouchedByKey: TrustLevel | null
  readonly about: object
}

/** What a job says of itself, as far as its provider or its proof stands behind it. @throws Denied, ProviderFailed */
export async function resolveIdentity(
  identity: TrustIdentity,
  { need, vouchedByKey, about }: IdentityDeps,
): Promise<Resolved> {
  const declared = identity.level ?? null
  if (identity.provider === undefined) {
    const level = lowerTrust(declared, vouchedByKey)
    return { identity, level, vouchedBy: level === null ? 'nobody' : 'proof', provider: null, session: undefined }
  }
  const provider = await need(identity.provider, 'identity')
  const answer = await provider.ask(
    'resolveSession',
    { identity, ...about },
    (value) => sessionAnswer.safeParse(value).data,
  )
  if (!answer.ok) throw new Denied('identity_unresolved', noIdentity(identity, provider, plainReason(answer.reason)))
  if (answer.principal !== undefined && answer.principal !== identity.principal)
    throw new Denied('identity_unresolved', noIdentity(identity, provider, 'it is somebody else'))
  const said = answer.level ?? null
  const level = declared === null ? said : lowerTrust(declared, said)
  return { identity, level, vouchedBy: 'provider', provider, session: answer.session }
}

function noIdentity({ principal }: TrustIdentity, { name }: NeededProvider, why: string | null): string {
  return `The identity provider ${name} does not say that this is ${principal}${why === null ? '' : `: ${why}`}.`
}

/** What the job before this one in its chain leaves it. @throws Denied, ProviderFailed */
export async function resolveChild(
  policy: ChildPolicy,
  own: JobTrust,
  parent: ParentTrust,
  deps: IdentityDeps,
): Promise<Resolved | null> {
  switch (policy) {
    case 'none':
      return null
    case 'independent': {
      if (own.identity === undefined) return null
      const resolved = await resolveIdentity(own.identity, deps)
      return { ...resolved, level: lowerTrust(resolved.level, parent.level) }
    }
    case 'inherit': {
      const resolved = await resolveIdentity(ofParent(parent, policy), { ...deps, vouchedByKey: null })
      return { ...resolved, level: lowerTrust(resolved.level, parent.level), vouchedBy: 'parent' }
    }
    case 'downscope': {
      const resolved = await resolveIdentity(ofParent(parent, policy), { ...deps, vouchedByKey: null })
      return downscope(resolved, parent, deps)
    }
  }
}

function ofParent({ trust, job }: ParentTrust, policy: ChildPolicy): TrustIdentity {
  if (trust?.identity?.provider === undefined)
    throw new Denied(
      'child_credentials_denied',
      `This job is to ${policy} what the job ${job} had, and that had no identity of a provider.`,
    )
  return trust.identity
}

async function downscope(resolved: Resolved, parent: ParentTrust, { about }: IdentityDeps): Promise<Resolved> {
  const { provider, identity, session } = resolved
  if (provider === null) return resolved
  const answer = await provider.ask(
    'prepareHandoff',
    { identity, session, parent: { job: parent.job, run: parent.run }, child: about },
    (value) => handoffAnswer.safeParse(value).data,
  )
  if (!answer.ok)
    throw new Denied(
      'child_credentials_denied',
      `The identity provider ${provider.name} hands nothing over to this job: ${plainReason(answer.reason) ?? 'it gave no reason'}.`,
    )
  const limit = lowerTrust(resolved.level, parent.level)
  if (limit === null || !isTrustEnough(limit, answer.level))
    throw new Denied(
      'child_credentials_denied',
      `The identity provider ${provider.name} would trust this job as ${answer.level}, which is more than the job before it.`,
    )
  return { ...resolved, level: answer.level, vouchedBy: 'parent', session: answer.session }
}

/** The same for the evidence. */
export function identityFacts({ identity, level, vouchedBy }: Resolved): NonNullable<TrustFacts['identity']> {
  const { level: declared = null, ...rest } = identity
  return { ...rest, declared, level, vouched_by: vouchedBy, session: null }
}

/** Whether an identity is trusted enough for a job. */
export function trustDecision(
  { required }: JobTrust,
  resolved: Resolved | null,
): Pick<TrustFacts['trust'], 'decision' | 'reason'> {
  if (required === undefined || required.enforcement === 'none') return { decision: 'permit', reason: null }
  const level = resolved?.level ?? null
  if (level !== null && isTrustEnough(level, required.level)) return { decision: 'permit', reason: null }
  const decision = required.enforcement === 'block' ? 'deny' : 'warn'
  const has = level === null ? 'nobody vouches for a level of trust' : `it is trusted as ${level}`
  return { decision, reason: `${required.level} is required, and ${has}` }
}
