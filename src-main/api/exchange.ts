import type { Core } from '#core'
import type { ExplainFailure } from './errors.ts'
import { given } from './given.ts'
import type { Implementer } from './implementer.ts'

export function exchangeProcedures({ exchange: api }: Implementer, { exchange }: Core, explainFailure: ExplainFailure) {
  return {
    importDali: api.importDali.handler(async ({ input, context, path, signal = new AbortController().signal }) => {
      const steps = await exchange.importDali(given(input), context.actor, signal)
      return (async function* () {
        try {
          yield* steps
        } catch (error) {
          // A failure between two steps has left the implementer's care.
          if (!signal.aborted) throw explainFailure(error, { path, inputSchema: undefined, input })
        }
      })()
    }),
    importOpenclaw: api.importOpenclaw.handler(({ input, context }) =>
      exchange.importOpenclaw(given(input), context.actor),
    ),
    exportDali: api.exportDali.handler(({ input }) => exchange.exportDali(given(input))),
  }
}
