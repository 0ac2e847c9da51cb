import type { Core } from '#core'
import { given } from './given.ts'
import type { Implementer } from './implementer.ts'

export function chainsProcedures({ chains: api }: Implementer, { chains }: Core) {
  return {
    show: api.show.handler(({ input }) => chains.graph(input.schedule)),
    decisions: api.decisions.handler(({ input }) => chains.decisions(given(input))),
    check: api.check.handler(({ input }) => chains.check(given(input))),
  }
}
