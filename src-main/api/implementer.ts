import { implement } from '@orpc/server'
import { contract } from '#schemas/contract'
import type { ApiContext } from './context.ts'
import type { ExplainFailure } from './errors.ts'

/** The contract, ready to be given its handlers; every failure of theirs leaves in a form the caller may see. */
export function createImplementer(explainFailure: ExplainFailure) {
  return implement(contract)
    .$context<ApiContext>()
    .use(async ({ next, path, procedure, signal }, input) => {
      try {
        return await next()
      } catch (error) {
        // The caller is gone: what ended because of that is nobody's failure.
        if (signal?.aborted) throw error
        throw explainFailure(error, { path, inputSchema: procedure['~orpc'].inputSchema, input })
      }
    })
}

export type Implementer = ReturnType<typeof createImplementer>
