import { isLevelEnough, type JobTrust, type TrustFacts, type TrustLevel } from '#schemas'
import { authorize } from './authorize.ts'
import { type AskFor, materialise } from './credentials.ts'
import { Denied } from './facts.ts'
import type { EscalatedQuestion, GatedRun, UseApproval } from './gated-run.ts'
import { identityFacts, type Resolved, resolveChild, resolveIdentity, trustDecision } from './identity.ts'
import { KeyProblem, type ProofKeys } from './proof-keys.ts'
import { prove, type SpendProof } from './prove.ts'
import { type NeededProvider, ProviderFailed, type Providers } from './providers.ts'

export interface GateDeps {
  readonly providers: Providers
  readonly keys: ProofKeys
  readonly now: () => number
  readonly spendProof: SpendProof
  readonly useApproval: UseApproval
  readonly askFor: AskFor
  readonly nextHandle: () => string
}

export type Passed =
  | { readonly kind: 'admitted'; readonly credentials: Record<string, string> }
  | { readonly kind: 'escalated'; readonly message: string; readonly question: EscalatedQuestion }

/**
 * The gates of a run, one after the other, each of which must let it through. What they find is noted in `facts` as it is
 * found, so that a denial says how far it came.
 * @throws Denied, ProviderFailed
 */
export async function passGates(gated: GatedRun, facts: TrustFacts, deps: GateDeps): Promise<Passed> {
  const used = usedProviders(deps.providers, facts)
  const about = aboutOf(gated, facts)
  const resolved = await identityOf(gated, facts, { need: used, keys: deps.keys, about })
  await checkNamedProviders(gated.trust, used)
  Object.assign(facts.trust, trustDecision(gated.trust, resolved))
  if (facts.trust.decision === 'deny') throw new Denied('trust_denied', sentence(facts.trust.reason))
  await prove(gated, resolved, facts, { ...deps, need: used })
  const question = await authorize(gated, resolved, facts, { need: used, about, useApproval: deps.useApproval })
  if (question !== null) return { kind: 'escalated', message: escalation(facts.authorization.reason), question }
  refuseBrokenContract(gated)
  return { kind: 'admitted', credentials: await materialise(gated, resolved, facts, deps) }
}

/** Only somebody's hand reloads a provider; who meets more of it than this meets something else. */
const MOST_PASSES = 5

/**
 * The same from the first gate again where a provider was ended on purpose meanwhile, since it was reloaded or its code changed:
 * no gate has said no to the run. The operator's answer holds for all passes. @throws Denied, ProviderFailed
 */
export async function passGatesAnew(
  gated: GatedRun,
  facts: TrustFacts,
  { goesOn, fresh, ...deps }: GateDeps & { readonly goesOn: () => boolean; readonly fresh: () => TrustFacts },
): Promise<Passed> {
  let used: string | undefined
  const useApproval: UseApproval = async (run, question) => (used ??= await deps.useApproval(run, question))
  for (let pass = 1; ; pass += 1) {
    try {
      return await passGates(gated, facts, { ...deps, useApproval })
    } catch (error) {
      const wasEnded = error instanceof ProviderFailed && error.reason === 'stopped'
      if (!wasEnded || pass === MOST_PASSES || !goesOn()) throw error
      Object.assign(facts, fresh())
    }
  }
}

/** What providers are told of a job. */
function aboutOf({ run, job, spec }: GatedRun, { job_hash }: TrustFacts): { run: string; job: object } {
  const { type, workspace = null } = spec
  return { run, job: { id: job, type, workspace, hash: job_hash } }
}

type Need = Providers['need']

/** Notes the code of each provider that is needed. */
function usedProviders(providers: Providers, facts: TrustFacts): Need {
  return async (name, type): Promise<NeededProvider> => {
    const provider = await providers.need(name, type)
    if (facts.providers.every((each) => each.name !== name)) facts.providers.push({ name, sha256: provider.sha256 })
    return provider
  }
}

async function identityOf(
  { trust, parent }: GatedRun,
  facts: TrustFacts,
  { need, keys, about }: { need: Need; keys: ProofKeys; about: object },
): Promise<Resolved | null> {
  const deps = { need, about, vouchedByKey: await levelOfKey(trust, keys) }
  facts.handoff = { provider: trust.identity?.provider ?? null, names: trust.credentials ?? [] }
  let resolved: Resolved | null
  if (parent === null) resolved = trust.identity === undefined ? null : await resolveIdentity(trust.identity, deps)
  else if (parent === undefined)
    throw new Denied('child_credentials_denied', 'The job before this one in its chain cannot be found any more.')
  else {
    const policy = trust.child_credentials ?? parent.trust?.child_credentials ?? 'none'
    facts.child = { policy, parent_job: parent.job, parent_run: parent.run, parent_level: parent.level }
    resolved = await resolveChild(policy, trust, parent, deps)
  }
  facts.identity = resolved === null ? null : identityFacts(resolved)
  facts.handoff.provider = resolved?.provider?.name ?? null
  return resolved
}

/** A declared level can be vouched for by a proof, as far as the operator lets its key. */
async function levelOfKey({ proof }: JobTrust, keys: ProofKeys): Promise<TrustLevel | null> {
  if (proof === undefined || proof.method === 'provider') return null
  try {
    return await keys.declaredLevel(proof.key)
  } catch (error) {
    // The proof fails for the same reason, in its own words.
    if (error instanceof KeyProblem) return null
    throw error
  }
}

/** Before anything is decided: a provider that is missing, broken or of another type lets nothing through. */
async function checkNamedProviders({ authorization, proof }: JobTrust, need: Need): Promise<void> {
  if (authorization !== undefined && 'provider' in authorization) await need(authorization.provider, 'authorization')
  if (proof?.method === 'provider') await need(proof.provider, 'proof')
}

/** The worker that has the run is the one that would have to keep it to its contract. */
function refuseBrokenContract({ trust, spec, sandbox }: GatedRun): void {
  const { contract } = trust
  if (contract === undefined) return
  const level = sandbox?.level ?? 'refused'
  if (contract.sandbox !== undefined && !isLevelEnough(level, contract.sandbox))
    throw new Denied(
      'contract_refused',
      `The contract of this job asks for the sandbox level ${contract.sandbox}, and its worker reaches ${level}.`,
    )
  const keepsFiles = sandbox?.findings?.some(({ promise, kept_by }) => promise === 'read_files' && kept_by === 'os')
  if (contract.allowed_paths !== undefined && spec.policy.allow_subprocess && keepsFiles !== true)
    throw new Denied(
      'contract_refused',
      'The contract of this job names paths, and no sandbox of its worker keeps commands to them.',
    )
}

function escalation(reason: string | null): string {
  return `This run is for the operator to decide${reason === null ? '' : `: ${reason}`}.`
}

function sentence(reason: string | null): string {
  return reason === null ? '' : `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`
}
