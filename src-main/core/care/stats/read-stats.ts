import { InterlockError, MAX_STATS_DAYS, type Stats, type StatsQuery, type StatsRange, statsSchema } from '#schemas'
import type { Clock } from '#schemas/format'
import type { Reader } from '#core/record'
import type { StatsRequest } from './overview.ts'

const HOUR = 3_600_000
const RANGES: Record<StatsRange, number> = { '1h': HOUR, '24h': 24 * HOUR, '7d': 7 * 24 * HOUR }

/**
 * How work went over a range of time, read on the reader thread.
 * @throws InterlockError invalid_input for a range that is too long
 */
export type ReadStats = (query: StatsQuery, signal?: AbortSignal) => Promise<Stats>

export function createStats({ reader, clock }: { reader: Reader; clock: Clock }): ReadStats {
  return async ({ range, since, until, type, zone }, signal) => {
    const now = clock.now()
    const to = until === undefined ? now : Date.parse(until)
    const from = since === undefined ? now - RANGES[range ?? '24h'] : Date.parse(since)
    if (to - from > MAX_STATS_DAYS * 24 * HOUR || to <= from)
      throw new InterlockError('invalid_input', {
        what: 'range',
        problems: [{ field: 'since', problem: `It must lie before until, by at most ${MAX_STATS_DAYS} days.` }],
      })
    const request: StatsRequest = { since: from, until: to, now, zone, types: [...new Set(type)].toSorted() }
    return statsSchema.parse(await reader.run('stats.overview', request, signal))
  }
}
