import type { Core } from '#core'
import type { Implementer } from './implementer.ts'

export function trustProcedures({ trust: api }: Implementer, { trust }: Core) {
  return {
    providers: api.providers.handler(() => trust.providers()),
    reload: api.reload.handler(() => trust.reload()),
    ofJob: api.ofJob.handler(({ input }) => trust.ofJob(input.job)),
    show: api.show.handler(({ input }) => trust.show(input.run)),
    check: api.check.handler(({ input }) => trust.check(input)),
  }
}
