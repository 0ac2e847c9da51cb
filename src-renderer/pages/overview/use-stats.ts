import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import type { Stats } from '#schemas'
import { useClient, useLive } from '../../app/index.ts'
import { useNow, useSetting } from '../../components/index.ts'
import { useFollowRows } from '../jobs/use-follow-rows.ts'
import type { Range } from './search.ts'

/** Charts of a day do not change from second to second; so long at most they are behind. */
const EVERY_MS = 3000

/** Figures over a range, asked for again when jobs change and when a new bucket begins. Held while lists are held. */
export function useStats(range: Range) {
  const client = useClient()
  const queries = useQueryClient()
  const { paused } = useLive()
  const [times] = useSetting('time')
  const zone = times === 'utc' ? 'UTC' : localZone()
  const stats = useQuery({
    queryKey: ['stats', range, zone],
    queryFn: ({ signal }) => client.stats.overview({ ...range, zone }, { signal, context: { deadlineMs: 30_000 } }),
    placeholderData: keepPreviousData,
    // Followed only while they are shown.
    staleTime: 0,
  })
  const again = useCallback(() => queries.invalidateQueries({ queryKey: ['stats'] }), [queries])
  useFollowRows({ enabled: true, everyMs: EVERY_MS, lagMs: 0, again })
  const rolls = useNow() >= rollsAt(stats.data)
  useEffect(() => {
    if (rolls && !paused) void again()
  }, [rolls, paused, again])
  return stats
}

/** When the last bucket is over and the range moves on by one; never, for a range that lies in the past. */
function rollsAt(stats: Stats | undefined): number {
  const last = stats?.buckets.at(-1)
  return last?.unfinished === true ? Date.parse(last.end) : Infinity
}

function localZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}
