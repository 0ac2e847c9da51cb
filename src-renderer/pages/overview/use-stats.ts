import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import type { Stats } from '#schemas'
import { useClient, useLive } from '../../app/index.ts'
import { useNow, useSetting } from '../../components/index.ts'
import type { Range } from './search.ts'

/** Charts of a day do not change from second to second; so long at most they are behind. */
const EVERY_MS = 3000

/** Figures over a range, asked for again when jobs change and when a new bucket begins. Held while lists are held. */
export function useStats(range: Range) {
  const client = useClient()
  const queries = useQueryClient()
  const { onBatch, paused } = useLive()
  const [times] = useSetting('time')
  const zone = times === 'utc' ? 'UTC' : localZone()
  const stats = useQuery({
    queryKey: ['stats', range, zone],
    queryFn: ({ signal }) => client.stats.overview({ ...range, zone }, { signal, context: { deadlineMs: 30_000 } }),
    placeholderData: keepPreviousData,
  })
  const ask = useEffectEvent(() => void queries.invalidateQueries({ queryKey: ['stats'] }))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = onBatch(({ topics }) => {
      if (!topics.includes('jobs')) return
      timer ??= setTimeout(() => {
        timer = undefined
        ask()
      }, EVERY_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [onBatch])
  const rolls = useNow() >= rollsAt(stats.data)
  useEffect(() => {
    if (rolls && !paused) ask()
  }, [rolls, paused])
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
