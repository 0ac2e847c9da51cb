import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { ArgvPattern } from '#schemas'
import type { ApprovalFilter } from '#schemas/contract'
import type { Client } from '../../app/index.ts'
import type { Draft } from '../new-job/draft.ts'

const PAGE = 100

/** Requests of a filter, page after page. They are never held back: a request that waits is shown at once. */
export const approvalsQuery = (client: Client, filter: ApprovalFilter) =>
  infiniteQueryOptions({
    queryKey: ['approvals', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      client.approvals.list({ filter, limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    meta: { live: { topics: ['approvals'], always: true } },
  })

/** The first requests that wait, for where only those are shown. */
export const firstApprovalsQuery = (client: Client, limit: number) =>
  queryOptions({
    queryKey: ['approvals', 'first', limit],
    queryFn: ({ signal }) => client.approvals.list({ filter: { state: ['pending'] }, limit }, { signal }),
    meta: { live: { topics: ['approvals'], always: true } },
  })

/** One request, whole. */
export const approvalQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: ['approvals', 'one', id],
    queryFn: ({ signal }) => client.approvals.get({ id }, { signal }),
    meta: { live: { topics: ['approvals'], always: true } },
  })

/** What an edited job would do, and in what it differs. */
export const editQuery = (client: Client, id: string, job: Draft) =>
  queryOptions({
    queryKey: ['approvals', 'edit', id, job],
    queryFn: ({ signal }) => client.approvals.previewEdit({ id, job: { ...job } }, { signal }),
    gcTime: 0,
    retry: false,
  })

/** What a grant would approve, and which earlier requests it would have. */
export const grantQuery = (client: Client, id: string, argv: ArgvPattern | undefined) =>
  queryOptions({
    queryKey: ['approvals', 'grant', id, argv ?? null],
    queryFn: ({ signal }) => client.approvals.previewGrant({ id, ...(argv && { argv }) }, { signal }),
    gcTime: 0,
    retry: false,
  })

export const grantsQuery = (client: Client) =>
  queryOptions({
    queryKey: ['approvals', 'grants'],
    queryFn: ({ signal }) => client.approvals.grants({ active: true, limit: 50 }, { signal }),
    meta: { live: { topics: ['approvals'] } },
  })
