import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { PromotionRequest } from '#schemas'
import type { ArtifactFilter } from '#schemas/contract'
import type { Client } from '../../app/index.ts'

const PAGE = 100

/** Artifacts of a filter, page after page. */
export const artifactsQuery = (client: Client, filter: ArtifactFilter) =>
  infiniteQueryOptions({
    queryKey: ['review', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      client.artifacts.list({ filter, limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    meta: { live: { topics: ['artifacts'] } },
  })

/** Artifacts per state under the other filters. */
export const artifactCountsQuery = (client: Client, filter: Omit<ArtifactFilter, 'state'>) =>
  queryOptions({
    queryKey: ['review', 'counts', filter],
    queryFn: ({ signal }) => client.artifacts.counts({ filter }, { signal }),
    meta: { live: { topics: ['artifacts'] } },
  })

/** One artifact with its provenance and history. */
export const artifactQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: ['review', 'artifact', id],
    queryFn: ({ signal }) => client.artifacts.get({ id }, { signal }),
    meta: { live: { topics: ['artifacts', 'workspaces'] } },
  })

/** What promoting would change, as things stand; worked out anew when anything it rests on may have changed. */
export const planQuery = (client: Client, id: string, revision: number, request: PromotionRequest) =>
  queryOptions({
    queryKey: ['review', 'plan', id, revision, request],
    queryFn: ({ signal }) => client.artifacts.plan({ items: [{ id, request }] }, { signal }),
    meta: { live: { topics: ['artifacts', 'workspaces', 'kill_switch'] } },
    // A file changes without telling: what was shown minutes ago says nothing.
    staleTime: 5000,
    refetchOnWindowFocus: 'always',
  })
