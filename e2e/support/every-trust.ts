import type { Core } from '#core'
import { aScript } from './jobs.ts'
import { aProofKey, aProvider, aToken, KNOWS_ALL } from './trust.ts'
import { enqueued, eventsOf, settled, until } from './wait.ts'

/** The clock may have been set ahead. */
const LONG_AFTER = 4_102_444_800

/** Each thing that can happen to the trust of a run; `look` is called after each. */
export async function everyTrust(core: Core, home: string, look: () => unknown): Promise<void> {
  aProvider(home, 'vault', 'identity', KNOWS_ALL)
  aProvider(home, 'leaky', 'identity', `${KNOWS_ALL} cleanup() { throw new Error('no') },`)
  const key = aProofKey(home, 'ci')
  const token = await aToken(key, { sub: 'bot', jti: 'once', exp: LONG_AFTER })

  async function run(trust: object): Promise<string> {
    const id = await enqueued(core, aScript('true', { trust, max_attempts: 1 }))
    await settled(core, id)
    look()
    return id
  }
  const identity = { principal: 'bot', provider: 'vault' }
  const proof = { method: 'jwt', key: 'ci', token }
  const first = await run({ identity, proof, credentials: ['TOKEN_A'] })
  await until('they are taken back', () => core.trust.ofJob(first)[0]?.cleanup === 'done')
  look()
  await run({ identity, proof })
  await run({ identity: { principal: 'bot', provider: 'leaky' }, credentials: ['TOKEN_A'] })
  await until(
    'they are not taken back',
    async () => (await eventsOf(core, { kind: ['trust.cleanup_failed'] })).length > 0,
  )
  look()
}
