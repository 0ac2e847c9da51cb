import { useInfiniteQuery } from '@tanstack/react-query'
import { useClient } from '../app/index.ts'

const CHUNK = 262_144

/** The text of an artifact, as far as it was asked for. */
export function useArtifactText(id: string | undefined) {
  const client = useClient()
  const query = useInfiniteQuery({
    queryKey: ['artifact-text', id],
    queryFn: ({ pageParam, signal }) =>
      client.artifacts.read({ id: id ?? '', from: pageParam, limit: CHUNK }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.complete ? null : page.next),
    enabled: id !== undefined,
    staleTime: Infinity,
  })
  return {
    text: query.data?.pages.map((page) => page.text).join(''),
    complete: query.data !== undefined && !query.hasNextPage,
    error: query.error,
    loading: query.isFetching,
    readOn: () => void (query.hasNextPage && !query.isFetching && query.fetchNextPage()),
  }
}
