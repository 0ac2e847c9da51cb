import { createRouterClient, type RouterClient } from '@orpc/server'
import type { ApiContext } from './context.ts'
import type { ApiRouter } from './router.ts'

/** The contract as calls within this process, for a shell that holds the core itself. */
export function createApiClient(router: ApiRouter, context: ApiContext): RouterClient<ApiRouter> {
  return createRouterClient(router, { context })
}
