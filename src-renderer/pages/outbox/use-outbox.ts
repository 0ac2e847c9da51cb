import { infiniteQueryOptions, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AliasSpec, DeliveryState } from '#schemas'
import { type Badge, type Client, useClient } from '../../app/index.ts'

const live = { live: { topics: ['outbox', 'secrets'] } } as const

export const outboxQuery = (client: Client) =>
  queryOptions({
    queryKey: ['outbox'],
    queryFn: ({ signal }) => client.outbox.get(undefined, { signal }),
    meta: live,
  })

export const aliasesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['aliases'],
    queryFn: ({ signal }) => client.aliases.list(undefined, { signal }),
    meta: live,
  })

/** Deliveries, newest first, page by page. */
export const deliveriesQuery = (client: Client, filter: { state?: DeliveryState; alias?: string }) =>
  infiniteQueryOptions({
    queryKey: ['deliveries', filter],
    queryFn: ({ signal, pageParam }) =>
      client.outbox.list({ ...filter, limit: 50, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    meta: live,
  })

export const deliveryQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: ['delivery', id],
    queryFn: ({ signal }) => client.outbox.delivery({ id }, { signal }),
    meta: live,
  })

/** The other side may take its whole time. */
const DEADLINE = { context: { deadlineMs: 60_000 } }

/** Changes what is sent and where to; what is on screen follows by itself. */
export function useOutboxActs() {
  const client = useClient()
  const cache = useQueryClient()
  const onSettled = () =>
    Promise.all(
      ['outbox', 'aliases', 'deliveries', 'delivery'].map((key) => cache.invalidateQueries({ queryKey: [key] })),
    )
  return {
    pause: useMutation({ mutationFn: () => client.outbox.pause(), onSettled }),
    resume: useMutation({ mutationFn: () => client.outbox.resume(), onSettled }),
    retry: useMutation({ mutationFn: (id: string) => client.outbox.retry({ id }), onSettled }),
    discard: useMutation({ mutationFn: (id: string) => client.outbox.discard({ id }), onSettled }),
    set: useMutation({
      mutationFn: (alias: { name: string; spec: AliasSpec; revision: number; secret_again?: string }) =>
        client.aliases.set(alias),
      onSettled,
    }),
    remove: useMutation({
      mutationFn: (alias: { name: string; force: boolean }) => client.aliases.remove(alias),
      onSettled,
    }),
    test: useMutation({ mutationFn: (name: string) => client.aliases.test({ name }, DEADLINE), onSettled }),
  }
}

/** Counts what was given up: somebody has to decide about it. */
export function useOutboxBadge(): Badge | undefined {
  const { data } = useQuery(outboxQuery(useClient()))
  const count = data?.counts.dead ?? 0
  if (count === 0) return undefined
  return { count, label: `${count} ${count === 1 ? 'delivery was' : 'deliveries were'} given up`, tone: 'bad' }
}
