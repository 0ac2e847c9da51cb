import type { JobsSearch } from './search.ts'

/** A stretch of time as the address holds it. */
export interface Range {
  readonly since?: string
  readonly until?: string
}

export const USUAL_RANGES = ['1h', '24h', '7d', '30d'] as const

const UNITS = { m: ['minute', 'minutes'], h: ['hour', 'h'], d: ['day', 'days'], w: ['week', 'weeks'] } as const

export function rangeOf({ since, until }: JobsSearch): Range | undefined {
  if (since === undefined && until === undefined) return undefined
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) }
}

/** The address with another stretch of time, or with all of it. */
export function withRange(search: JobsSearch, range: Range | undefined): JobsSearch {
  const { since: _, until: __, ...rest } = search
  return { ...rest, ...range }
}

/** `24h`, or `2026-11-01..2026-11-20`: how a stretch is remembered. */
export function rangeText({ since = '', until }: Range): string {
  return until === undefined ? since : `${since}..${until}`
}

export function readRange(text: string): Range | undefined {
  const [since = '', until = ''] = text.split('..')
  if (since === '' && until === '') return undefined
  return { ...(since === '' ? {} : { since }), ...(until === '' ? {} : { until }) }
}

/** `Last 24 h`, `Since 2026-11-01`, `2026-11-01 to 2026-11-20`. */
export function rangeWords(range: Range | undefined): string {
  if (range === undefined) return 'Any time'
  const { since, until } = range
  if (since === undefined) return `Until ${until}`
  if (until !== undefined) return `${since} to ${until}`
  const [, count, unit] = /^(\d+)([mhdw])$/.exec(since) ?? []
  if (count === undefined || !isUnit(unit)) return `Since ${since}`
  const [one, many] = UNITS[unit]
  return count === '1' ? `Last ${one}` : `Last ${count} ${many}`
}

function isUnit(text: string | undefined): text is keyof typeof UNITS {
  return text !== undefined && Object.hasOwn(UNITS, text)
}
