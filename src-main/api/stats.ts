import type { Core } from '#core'
import type { Implementer } from './implementer.ts'

export function statsProcedures({ stats: api }: Implementer, { stats }: Core) {
  return { overview: api.overview.handler(({ input, signal }) => stats.overview(input, signal)) }
}
