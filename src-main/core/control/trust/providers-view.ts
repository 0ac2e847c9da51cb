import type { TrustProvider, TrustProviders } from '#schemas'
import { isoTime } from '#schemas/format'
import { plainReason } from './facts.ts'
import { KeyProblem, type ProofKeys } from './proof-keys.ts'
import type { Providers } from './providers.ts'

/** Providers and keys as the operator sees them. */
export async function providersView({
  providers,
  keys,
}: {
  providers: Providers
  keys: ProofKeys
}): Promise<TrustProviders> {
  const found = await providers.files()
  const loadable = [...found.providers.values()].map(({ name, sha256, hosts }): TrustProvider => {
    const { loaded, failure, retryAt } = providers.standing(name)
    return {
      name,
      state: retryAt !== undefined ? 'waiting' : loaded === undefined ? 'ready' : 'loaded',
      type: loaded?.type ?? null,
      functions: [...(loaded?.functions ?? [])],
      sha256,
      hosts: [...hosts],
      confined: loaded?.confined ?? null,
      problem: failure === undefined ? null : problemOf(failure),
      failed_at: failure === undefined ? null : isoTime(failure.at),
      retry_at: retryAt === undefined ? null : isoTime(retryAt),
    }
  })
  const refused = found.refused.map(({ name, problem }): TrustProvider => ({ ...NOTHING, name, problem }))
  return {
    folder: found.folder,
    problem: found.problem,
    providers: [...loadable, ...refused],
    keys: await keysOf(keys),
  }
}

const NOTHING = {
  state: 'refused',
  type: null,
  functions: [],
  sha256: null,
  hosts: [],
  confined: null,
  failed_at: null,
  retry_at: null,
} satisfies Partial<TrustProvider>

function problemOf({ reason, detail }: { reason: string; detail: string }): string {
  const words = plainReason(detail)
  return words === null ? reason.replaceAll('_', ' ') : `${reason.replaceAll('_', ' ')}: ${words}`
}

async function keysOf(keys: ProofKeys): Promise<TrustProviders['keys']> {
  try {
    return await keys.list()
  } catch (error) {
    if (!(error instanceof KeyProblem)) throw error
    return [{ name: 'keys.json', kind: null, algorithms: [], problem: error.message }]
  }
}
