import type { Core } from '#core'
import type { Implementer } from './implementer.ts'

export function keysProcedures({ keys: api }: Implementer, { keys }: Core) {
  return {
    list: api.list.handler(() => keys.list()),
    add: api.add.handler(({ input, context }) => keys.add(input, context.actor)),
    revoke: api.revoke.handler(({ input, context }) => keys.revoke(input.name, context.actor)),
  }
}
