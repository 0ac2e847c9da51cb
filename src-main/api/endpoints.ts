import type { Core } from '#core'
import type { Implementer } from './implementer.ts'

export function endpointsProcedures({ endpoints: api }: Implementer, { endpoints }: Core) {
  return {
    list: api.list.handler(() => endpoints.list()),
    get: api.get.handler(({ input }) => endpoints.get(input.name)),
    add: api.add.handler(({ input, context }) => endpoints.add(input, context.actor)),
    edit: api.edit.handler(({ input, context }) => endpoints.edit(input, context.actor)),
    probe: api.probe.handler(({ input }) => endpoints.probe(input.name, { unasked: input.unasked })),
    remove: api.remove.handler(({ input, context }) => endpoints.remove(input.name, context.actor)),
  }
}
