import { implement, type ImplementerInternalWithMiddlewares } from '@orpc/server'
import { type Contract, contract } from '#schemas/contract'
import type { ApiContext } from './context.ts'
import type { ExplainFailure } from './errors.ts'
import type { RequireRight } from './rights.ts'

/** Named, since what the compiler would infer spells the whole contract out. */
export type Implementer = ImplementerInternalWithMiddlewares<Contract, ApiContext & Record<never, never>, ApiContext>

/**
 * The contract, ready to be given its handlers; nobody comes to one without the right to it, and every
 * failure leaves in a form the caller may see.
 */
export function createImplementer(explainFailure: ExplainFailure, requireRight: RequireRight): Implementer {
  // Apart from the return, so that the middleware's own types are not read out of it.
  const implementer = implement(contract)
    .$context<ApiContext>()
    .use(async ({ next, path, procedure, signal, context }, input) => {
      try {
        requireRight(context, path, procedure['~orpc'], input)
        return await next()
      } catch (error) {
        // The caller is gone: what ended because of that is nobody's failure.
        if (signal?.aborted) throw error
        throw explainFailure(error, { path, inputSchema: procedure['~orpc'].inputSchema, input })
      }
    })
  return implementer
}
