import { ORPCError } from '@orpc/client'
import { InterlockError } from '#schemas'
import { toApiError } from './errors.ts'

/**
 * An oRPC interceptor. Every failure of a procedure is typed by the time it comes by here, so what is not is a request that
 * could not be made into a call.
 */
export async function refuseMalformed<T>({ next }: { next: () => Promise<T> }): Promise<T> {
  try {
    return await next()
  } catch (error) {
    if (error instanceof ORPCError || (error instanceof Error && error.name === 'AbortError')) throw error
    throw toApiError(
      new InterlockError('input_not_json', { what: 'request', message: 'it has not the form of a call' }),
    )
  }
}
