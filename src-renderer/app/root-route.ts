import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext } from '@tanstack/react-router'
import type { Client } from './client/client.ts'

/** What loaders of pages may use. */
export interface RouteContext {
  client: Client
  queries: QueryClient
}

/** Above every page. The router gives it the frame, so that pages need not know it. */
export const rootRoute = createRootRouteWithContext<RouteContext>()()
