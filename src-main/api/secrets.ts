import type { Core } from '#core'
import type { Implementer } from './implementer.ts'

export function secretsProcedures({ secrets: api }: Implementer, { secrets }: Core) {
  return {
    list: api.list.handler(() => secrets.list()),
    set: api.set.handler(({ input, context }) => secrets.set(input, context.actor)),
    remove: api.remove.handler(({ input, context }) => secrets.remove(input.name, context.actor)),
    unlock: api.unlock.handler(({ input }) => secrets.unlock(input.passphrase)),
    openAlso: api.openAlso.handler(({ input, context }) => secrets.openAlso(input.passphrase, context.actor)),
    lock: api.lock.handler(() => secrets.lock()),
  }
}
