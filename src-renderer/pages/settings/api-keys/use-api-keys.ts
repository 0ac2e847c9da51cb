import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { KeyInput } from '#schemas'
import { type Client, useClient, workspacesQuery } from '../../../app/index.ts'

export const apiKeysQuery = (client: Client) =>
  queryOptions({
    queryKey: ['api_keys'],
    queryFn: ({ signal }) => client.keys.list(undefined, { signal }),
    meta: { live: { topics: ['keys'] } },
    // Refused calls and uses are no news: a flood of them must not become one of messages.
    refetchInterval: 5000,
  })

/** Makes and ends keys. A key itself is in no cache: it goes to whoever asked, once. */
export function useApiKeyActs() {
  const client = useClient()
  const cache = useQueryClient()
  const onSettled = () => cache.invalidateQueries({ queryKey: ['api_keys'] })
  return {
    add: useMutation({ mutationFn: (input: KeyInput) => client.keys.add(input), onSettled, gcTime: 0 }),
    revoke: useMutation({ mutationFn: (name: string) => client.keys.revoke({ name }), onSettled }),
  }
}

/** What there is that a key can be bound to. */
export function useBounds() {
  const client = useClient()
  const workspaces = useQuery(workspacesQuery(client)).data ?? []
  const agents = useQuery({
    queryKey: ['agents'],
    queryFn: ({ signal }) => client.agents.list(undefined, { signal }),
    meta: { live: { topics: ['messages'] } },
  })
  const pools = useQuery({
    queryKey: ['pools'],
    queryFn: ({ signal }) => client.pools.list(undefined, { signal }),
    meta: { live: { topics: ['pools'] } },
  })
  return {
    workspaces: workspaces.map(({ name }) => name),
    agents: (agents.data ?? []).map(({ name }) => name),
    pools: (pools.data?.items ?? []).map(({ name }) => name),
  }
}
