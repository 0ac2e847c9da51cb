import type { Core } from '#core'
import { keySpecSchema } from '#schemas'

/** Everything that API keys can come to. `look` is called after each. */
export async function everyKey(core: Core, look: () => void): Promise<void> {
  const add = (name: string, given: object, expires_at?: string) => {
    const spec = keySpecSchema.parse(given)
    return core.keys.add({ name, spec, ...(expires_at !== undefined && { expires_at }) }, 'operator')
  }
  const { secret } = await add('reader', { rights: ['read'] })
  core.keys.find(secret)?.used()
  await add('adder', { rights: ['enqueue', 'cancel_own'], workspaces: ['demo'] }, '2100-01-01T00:00:00Z')
  look()
  await core.keys.revoke('reader', 'cli')
  look()
}
