const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export type TimeZone = 'local' | 'UTC'

/** A time the way people say it: `now`, `12 s ago`, `4 min ago`, `yesterday 14:02`, then the date; `in 40 s` before it comes. */
export function relativeTime(at: number, now: number, zone: TimeZone = 'local'): string {
  const ago = now - at
  if (ago < 0) return ago > -5 * SECOND ? 'now' : `in ${span(-ago)}`
  if (ago < 5 * SECOND) return 'now'
  if (dayOf(at, zone) === dayOf(now, zone) || ago < HOUR) return `${span(ago)} ago`
  if (dayOf(at, zone) === dayOf(now - DAY, zone)) return `yesterday ${clockTime(at, zone)}`
  return shortDate(at, now, zone)
}

/** `10:42:07`. */
export function clockSeconds(at: number, zone: TimeZone = 'local'): string {
  return part(at, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
}

/** `10:42:07.104`, for evidence and logs. */
export function clockMillis(at: number, zone: TimeZone = 'local'): string {
  return `${clockSeconds(at, zone)}.${String(at % 1000).padStart(3, '0')}`
}

/** Everything there is to know of a time: `2025-11-20 10:42:07.104 UTC+1`. */
export function exactTime(at: number, zone: TimeZone = 'local'): string {
  return `${isoDay(at, zone)} ${clockMillis(at, zone)} ${zoneName(at, zone)}`
}

/** The time of day today, with the day in front on other days. */
export function momentTime(at: number, now: number, zone: TimeZone = 'local'): string {
  return dayOf(at, zone) === dayOf(now, zone) ? clockSeconds(at, zone) : `${isoDay(at, zone)} ${clockSeconds(at, zone)}`
}

function span(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  return ms < DAY ? `${Math.floor(ms / HOUR)} h` : `${Math.floor(ms / DAY)} d`
}

function shortDate(at: number, now: number, zone: TimeZone): string {
  const sameYear = isoDay(at, zone).slice(0, 4) === isoDay(now, zone).slice(0, 4)
  return `${part(at, zone, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) })} ${clockTime(at, zone)}`
}

function clockTime(at: number, zone: TimeZone): string {
  return part(at, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

function isoDay(at: number, zone: TimeZone): string {
  return formatter('sv-SE', zone, { dateStyle: 'short' }).format(at)
}

function dayOf(at: number, zone: TimeZone): string {
  return isoDay(at, zone)
}

function zoneName(at: number, zone: TimeZone): string {
  if (zone === 'UTC') return 'UTC'
  const parts = formatter('en-GB', zone, { timeZoneName: 'shortOffset' }).formatToParts(at)
  const name = parts.find((each) => each.type === 'timeZoneName')?.value ?? 'local'
  return name === 'GMT' ? 'UTC' : name.replace('GMT', 'UTC')
}

function part(at: number, zone: TimeZone, options: Intl.DateTimeFormatOptions): string {
  return formatter('en-GB', zone, options).format(at)
}

/** Making a formatter takes longer than drawing a row, and a table asks for hundreds. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(locale: string, zone: TimeZone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, { ...(zone === 'UTC' ? { timeZone: 'UTC' } : {}), ...options })
  formatters.set(key, made)
  return made
}
