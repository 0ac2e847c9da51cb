import { STATS_RANGES, type StatsRange } from '#schemas'

/** The page's part of the URL. */
export interface OverviewSearch {
  /** Range of the charts: `1h`, `24h`, `7d`, or the time it begins. */
  since?: string
  /** Where it ends, with a time in `since`. */
  until?: string
}

/** What the charts ask the core for. */
export type Range = { readonly range: StatsRange } | { readonly since: string; readonly until?: string }

export const DEFAULT_RANGE: StatsRange = '24h'

export function readOverviewSearch(raw: Record<string, unknown>): OverviewSearch {
  const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 64) : '')
  const [since, until] = [text(raw['since']), text(raw['until'])]
  if (since === '') return {}
  return { since, ...(until === '' || isRange(since) ? {} : { until }) }
}

export function isRange(text: string | undefined): text is StatsRange {
  return STATS_RANGES.some((range) => range === text)
}

/** The range of a URL; what cannot be read falls back to the one that was chosen last. */
export function rangeOf({ since, until }: OverviewSearch, last: string | undefined): Range {
  if (isRange(since)) return { range: since }
  const [from, to] = [Date.parse(since ?? ''), Date.parse(until ?? '')]
  if (!Number.isNaN(from))
    return { since: new Date(from).toISOString(), ...(to > from ? { until: new Date(to).toISOString() } : {}) }
  return { range: isRange(last) ? last : DEFAULT_RANGE }
}

/** Whether what the URL says of the range means something; a URL that says nothing does. */
export function isReadable({ since, until }: OverviewSearch): boolean {
  if (since === undefined || isRange(since)) return true
  const [from, to] = [Date.parse(since), Date.parse(until ?? '')]
  return !Number.isNaN(from) && (until === undefined || to > from)
}
