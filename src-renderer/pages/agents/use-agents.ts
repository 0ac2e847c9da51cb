import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { AgentSpec, MessageInput } from '#schemas'
import { type Client, useClient } from '../../app/index.ts'

const live = { live: { topics: ['messages'] } } as const

export const agentsQuery = (client: Client) =>
  queryOptions({
    queryKey: ['agents'],
    queryFn: ({ signal }) => client.agents.list(undefined, { signal }),
    meta: live,
  })

/** Messages, newest first, page by page. */
export const messagesQuery = (client: Client, to: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['messages', to ?? ''],
    queryFn: ({ signal, pageParam }) =>
      client.messages.list(
        { limit: 50, ...(to !== undefined && { to }), ...(pageParam !== null && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    meta: live,
  })

export const messageQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: ['message', id],
    queryFn: ({ signal }) => client.messages.get({ id }, { signal }),
    meta: live,
  })

export const groupsQuery = (client: Client) =>
  queryOptions({
    queryKey: ['groups'],
    queryFn: ({ signal }) => client.groups.list({ limit: 10 }, { signal }),
    meta: live,
  })

/** Changes agents and messages; what is on screen follows by itself. */
export function useAgentActs() {
  const client = useClient()
  const cache = useQueryClient()
  const onSettled = () =>
    Promise.all(['agents', 'messages', 'message'].map((key) => cache.invalidateQueries({ queryKey: [key] })))
  return {
    set: useMutation({
      mutationFn: (agent: { name: string; spec: AgentSpec }) => client.agents.set(agent),
      onSettled,
    }),
    remove: useMutation({ mutationFn: (name: string) => client.agents.remove({ name }), onSettled }),
    send: useMutation({ mutationFn: (message: MessageInput) => client.messages.send(message), onSettled }),
    ack: useMutation({ mutationFn: (id: string) => client.messages.ack({ id }), onSettled }),
  }
}
