import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { EndpointEdit, EndpointSpec, EndpointState } from '#schemas'
import { type Badge, type Client, useClient } from '../../app/index.ts'

/** The endpoints and how they are. */
export const endpointsQuery = (client: Client) =>
  queryOptions({
    queryKey: ['endpoints'],
    queryFn: ({ signal }) => client.endpoints.list(undefined, { signal }),
    meta: { live: { topics: ['endpoints'] } },
  })

/** One with its latest probes. */
export const endpointQuery = (client: Client, name: string) =>
  queryOptions({
    queryKey: ['endpoint', name],
    queryFn: ({ signal }) => client.endpoints.get({ name }, { signal }),
    meta: { live: { topics: ['endpoints'] } },
  })

/** A server may take its whole time limit to answer. */
const DEADLINE = { context: { deadlineMs: 90_000 } }

/** Changes endpoints and asks them; what is on screen follows by itself. */
export function useEndpointActs() {
  const client = useClient()
  const cache = useQueryClient()
  const onSettled = () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: ['endpoints'] }),
      cache.invalidateQueries({ queryKey: ['endpoint'] }),
    ])
  return {
    add: useMutation({
      mutationFn: (endpoint: EndpointSpec & { name: string }) => client.endpoints.add(endpoint, DEADLINE),
      onSettled,
    }),
    edit: useMutation({ mutationFn: (change: EndpointEdit) => client.endpoints.edit(change, DEADLINE), onSettled }),
    probe: useMutation({ mutationFn: (name: string) => client.endpoints.probe({ name }, DEADLINE), onSettled }),
    remove: useMutation({ mutationFn: (name: string) => client.endpoints.remove({ name }, DEADLINE), onSettled }),
  }
}

const BROKEN: ReadonlySet<EndpointState> = new Set(['down', 'unauthorised', 'wrong_model'])

/** Counts those that cannot be used. */
export function useEndpointsBadge(): Badge | undefined {
  const { data } = useQuery(endpointsQuery(useClient()))
  const count = data?.filter(({ state }) => BROKEN.has(state)).length ?? 0
  if (count === 0) return undefined
  return { count, label: `${count} ${count === 1 ? 'endpoint' : 'endpoints'} cannot be used`, tone: 'bad' }
}
