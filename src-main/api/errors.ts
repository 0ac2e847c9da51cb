import { ORPCError } from '@orpc/client'
import type { Logger } from 'pino'
import { z } from 'zod'
import { explainIssues, InterlockError, isInterlockError } from '#schemas'
import type { Ids } from '#schemas/format'

/** How one of our failures crosses the API: the sentence, what to do, and what it carries. */
export function toApiError(error: InterlockError) {
  return new ORPCError(error.code, {
    status: error.status,
    message: error.message,
    data: { remedy: error.remedy, data: error.data },
    cause: error,
  })
}

export interface FailureDeps {
  readonly log: Logger
  readonly ids: Ids
}

/** Where and under which schema a call failed. */
export interface FailedCall {
  readonly path: readonly string[]
  readonly inputSchema: unknown
  readonly input: unknown
}

/**
 * Turns whatever a procedure threw into what its caller may see: our failures as they are, a refused input with field,
 * limit and size, and anything else as INTERNAL_SERVER_ERROR with a correlation id, under which the log has the rest.
 */
export function createExplainFailure({ log, ids }: FailureDeps) {
  return function explainFailure(error: unknown, call: FailedCall): ORPCError<string, unknown> {
    if (isInterlockError(error)) return toApiError(error)
    const refused = refusedInput(error, call)
    if (refused) return toApiError(refused)
    const correlation = ids.next('op')
    log.error({ err: error, correlation, procedure: call.path.join('.') }, 'A call failed unexpectedly')
    return new ORPCError('INTERNAL_SERVER_ERROR', {
      message: 'Interlock met a problem it did not expect.',
      data: { remedy: `Look for ${correlation} in logs/interlock.log.`, data: { correlation_id: correlation } },
    })
  }
}

/** oRPC reports a refused input and a broken output alike; only the first is the caller's to mend. */
function refusedInput(error: unknown, { inputSchema, input }: FailedCall): InterlockError | undefined {
  if (!(error instanceof ORPCError) || error.code !== 'BAD_REQUEST' || !(inputSchema instanceof z.ZodType))
    return undefined
  const parsed = inputSchema.safeParse(input)
  if (parsed.success) return undefined
  return new InterlockError('invalid_input', { what: 'request', problems: explainIssues(parsed.error, input) })
}

export type ExplainFailure = ReturnType<typeof createExplainFailure>
