import type { JobSpec, JobTrust, ProviderType, TrustCheck } from '#schemas'
import { jobHashOf } from './facts.ts'
import { KeyProblem, type ProofKeys } from './proof-keys.ts'
import type { Providers } from './providers.ts'

/** What the gates of a job would ask, and what can be seen now that would keep its runs from passing. No provider is asked. */
export async function checkTrust(
  spec: JobSpec,
  { providers, keys }: { providers: Providers; keys: ProofKeys },
): Promise<TrustCheck> {
  const { trust } = spec
  const job_hash = jobHashOf(spec)
  if (trust === undefined) return { job_hash, gates: [], problems: [] }
  const { folder, problem, providers: files, refused } = await providers.files()
  const problems = namedProviders(trust).flatMap(({ name, type }) => {
    if (problem !== null) return [problem]
    if (files.has(name)) return []
    const why = refused.find((each) => each.name.startsWith(`${name}.`))?.problem
    return [why ?? `There is no ${type} provider ${name} in ${folder}.`]
  })
  return { job_hash, gates: gatesOf(trust), problems: [...new Set([...problems, ...(await keyProblems(trust, keys))])] }
}

function namedProviders({ identity, proof, authorization }: JobTrust): { name: string; type: ProviderType }[] {
  return [
    ...(identity?.provider === undefined ? [] : [{ name: identity.provider, type: 'identity' as const }]),
    ...(proof?.method === 'provider' ? [{ name: proof.provider, type: 'proof' as const }] : []),
    ...(authorization !== undefined && 'provider' in authorization
      ? [{ name: authorization.provider, type: 'authorization' as const }]
      : []),
  ]
}

async function keyProblems({ proof }: JobTrust, keys: ProofKeys): Promise<string[]> {
  if (proof === undefined || proof.method === 'provider') return []
  try {
    await keys.get(proof.key)
    return []
  } catch (error) {
    if (!(error instanceof KeyProblem)) throw error
    return [error.message]
  }
}

function gatesOf(trust: JobTrust): TrustCheck['gates'] {
  const { identity, required, proof, authorization, credentials, contract, child_credentials: child } = trust
  const gates: [gate: string, sentence: string | undefined][] = [
    [
      'identity',
      identity &&
        (identity.provider === undefined
          ? `It says that it acts for ${identity.principal}.`
          : `${identity.provider} is asked whether it acts for ${identity.principal}.`),
    ],
    ['chain', child && `In a chain, what it has of the credentials of the job before it: ${child}.`],
    ['trust', required && `At least ${required.level}; below that: ${required.enforcement}.`],
    [
      'proof',
      proof &&
        `Its ${proof.method} proof is verified with ${proof.method === 'provider' ? proof.provider : proof.key}.`,
    ],
    [
      'authorization',
      authorization &&
        ('provider' in authorization
          ? `${authorization.provider} decides.`
          : `It says ${authorization.decision} itself.`),
    ],
    ['contract', contract && contractWords(contract)],
    ['credentials', credentials && `${credentials.join(', ')} for its commands.`],
  ]
  return gates.flatMap(([gate, sentence]) => (sentence === undefined ? [] : [{ gate, sentence }]))
}

function contractWords({
  allowed_paths,
  network,
  sandbox,
  max_cost_usd,
  audit,
}: NonNullable<JobTrust['contract']>): string {
  const words = [
    allowed_paths && `sees only ${allowed_paths.join(', ')}`,
    network === 'deny' && 'has no network',
    sandbox && `runs on ${sandbox} or more`,
    max_cost_usd !== undefined && `costs at most ${max_cost_usd} USD`,
    audit === 'checkpoint' && 'notes the head of the ledger at its end',
  ].filter((word) => typeof word === 'string')
  return words.length === 0 ? 'Nothing beyond its policy.' : `It ${words.join(', ')}.`
}
