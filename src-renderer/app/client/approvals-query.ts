import { queryOptions } from '@tanstack/react-query'
import type { Client } from './client.ts'

/** How many requests wait for the operator. Never held: a paused page must not keep a question from its reader. */
export const pendingApprovalsQuery = (client: Client) =>
  queryOptions({
    queryKey: ['approvals', 'pending'],
    queryFn: async ({ signal }) => (await client.approvals.list({ limit: 1 }, { signal })).pending,
    meta: { live: { topics: ['approvals'], always: true } },
  })
