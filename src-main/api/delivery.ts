import type { Core } from '#core'
import { given } from './given.ts'
import type { Implementer } from './implementer.ts'

export function outboxProcedures({ outbox: api }: Implementer, { outbox }: Core) {
  return {
    get: api.get.handler(() => outbox.get()),
    pause: api.pause.handler(({ context }) => outbox.pause(context.actor)),
    resume: api.resume.handler(({ context }) => outbox.resume(context.actor)),
    list: api.list.handler(({ input }) => outbox.list(given(input))),
    delivery: api.delivery.handler(({ input }) => outbox.delivery(input.id)),
    retry: api.retry.handler(({ input, context }) => outbox.retry(input.id, context.actor)),
    discard: api.discard.handler(({ input, context }) => outbox.discard(input.id, context.actor)),
  }
}

export function aliasesProcedures({ aliases: api }: Implementer, { aliases }: Core) {
  return {
    list: api.list.handler(() => aliases.list()),
    set: api.set.handler(({ input, context }) => aliases.set(given(input), context.actor)),
    remove: api.remove.handler(({ input, context }) => aliases.remove(input, context.actor)),
    test: api.test.handler(({ input, context }) => aliases.test(input.name, context.actor)),
  }
}
