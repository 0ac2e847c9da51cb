import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useClient } from '../../app/index.ts'
import { useCoreClock } from '../../components/index.ts'
import type { ListFilter } from '#schemas/filter'
import { countsKey, countsQuery, matching } from './queries.ts'
import { useFollowRows } from './use-follow-rows.ts'
import { lagOf } from './use-jobs-list.ts'

/** Jobs per state under the other filters, kept true. Rows come first: both are read by the same thread. */
export function useCounts(filter: ListFilter, { readable, rowsLoading }: { readable: boolean; rowsLoading: boolean }) {
  const client = useClient()
  const queries = useQueryClient()
  const clock = useCoreClock()
  const query = useQuery({
    ...countsQuery(client, filter, clock.now),
    enabled: readable && !rowsLoading,
    placeholderData: keepPreviousData,
    // As the list is, followed only while it is shown.
    staleTime: 0,
  })
  const again = useCallback(() => queries.invalidateQueries({ queryKey: countsKey }), [queries])
  useFollowRows({ enabled: readable, everyMs: 700, lagMs: lagOf(filter), again })
  const counted = query.isPlaceholderData ? undefined : query.data
  return {
    counted,
    /** The figures of the filter before, while those of a new one are on their way. */
    lastCounted: query.data,
    match: counted && matching(counted, filter.state),
  }
}
