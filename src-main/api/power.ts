import type { Core } from '#core'
import type { Implementer } from './implementer.ts'

export function powerProcedures({ power: api }: Implementer, { power }: Core) {
  return {
    get: api.get.handler(() => power.get()),
    report: api.report.handler(({ input, context }) => power.report(input, context.actor)),
    drain: api.drain.handler(({ input, context }) => power.drain(input, context.actor)),
  }
}
