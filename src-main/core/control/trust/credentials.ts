import type { TrustFacts } from '#schemas'
import { createRedaction } from '#confine'
import { descriptionAnswer, materialAnswer } from './answers.ts'
import { Denied, plainReason } from './facts.ts'
import type { GatedRun } from './gated-run.ts'
import type { Resolved } from './identity.ts'
import { type NeededProvider, ProviderFailed } from './providers.ts'

/** Notes, for good, that a provider is about to hand something over, before it does. */
export type AskFor = (run: GatedRun, handle: { handle: string; provider: string; names: string[] }) => Promise<void>

export interface CredentialDeps {
  readonly askFor: AskFor
  readonly nextHandle: () => string
}

/**
 * Values for the variables a job names, from its identity's provider. Exactly those: one that is missing, or that nobody asked
 * for, ends the run. @throws Denied, ProviderFailed
 */
export async function materialise(
  gated: GatedRun,
  resolved: Resolved | null,
  facts: TrustFacts,
  deps: CredentialDeps,
): Promise<Record<string, string>> {
  const { credentials: names } = gated.trust
  const env = names === undefined ? {} : await handedOver(names, gated, resolved, facts, deps)
  if (facts.identity !== null && resolved !== null)
    facts.identity.session = await describe(resolved, Object.values(env))
  return env
}

async function handedOver(
  names: readonly string[],
  gated: GatedRun,
  resolved: Resolved | null,
  facts: TrustFacts,
  { askFor, nextHandle }: CredentialDeps,
): Promise<Record<string, string>> {
  const provider = resolved?.provider ?? null
  if (provider === null || resolved === null)
    throw new Denied('credentials_missing', `No identity provider can fill ${names.join(', ')} for this run.`)
  const taken = names.filter((name) => gated.spec.policy.secrets?.includes(name))
  if (taken.length > 0)
    throw new Denied(
      'credentials_missing',
      `${taken.join(', ')} is a secret of this job as well, so no credential can be.`,
    )
  const handle = nextHandle()
  await askFor(gated, { handle, provider: provider.name, names: [...names] })
  const answer = await provider.ask(
    'materialize',
    { handle, run: gated.run, names, session: resolved.session, identity: resolved.identity },
    (value) => materialAnswer.safeParse(value).data,
  )
  if (!answer.ok) throw new Denied('credentials_missing', refusal(provider, plainReason(answer.reason)))
  const given = Object.keys(answer.env)
  const missing = names.filter((name) => !given.includes(name))
  if (missing.length > 0) throw new Denied('credentials_missing', refusal(provider, `${missing.join(', ')} is missing`))
  if (given.length > names.length)
    throw new ProviderFailed(provider.name, 'odd_answer', 'it named variables that nobody asked for')
  facts.credentials = { handle, provider: provider.name, names: [...names] }
  return answer.env
}

function refusal({ name }: NeededProvider, why: string | null): string {
  return `The identity provider ${name} gave no credentials${why === null ? '' : `: ${why}`}.`
}

/** The session in plain words for the evidence; what holds something secret all the same is left out. */
async function describe(
  { provider, session, identity }: Resolved,
  values: readonly string[],
): Promise<NonNullable<TrustFacts['identity']>['session']> {
  if (provider === null || !provider.functions.includes('describeSession')) return null
  const words = await provider.ask(
    'describeSession',
    { session, identity },
    (value) => descriptionAnswer.safeParse(value).data,
  )
  const redaction = createRedaction(values)
  return Object.fromEntries(
    Object.entries(words).flatMap(([name, word]) => {
      if (redaction.finds(name)) return []
      return [[name, typeof word === 'string' ? redaction.text(word) : word]]
    }),
  )
}
