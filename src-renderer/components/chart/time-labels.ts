import type { TimeZone } from '../times.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Words on the axis of time: hours and minutes, and the day where one begins or where steps are days. */
export function axisTimes(moments: readonly number[], step: number, zone: TimeZone): string[] {
  return moments.map((at) => {
    const clock = clockOf(at, zone)
    return step >= DAY || (clock === '00:00' && step >= HOUR) ? dayOf(at, zone) : clock
  })
}

/** A bucket as one reads it: `14:15–14:30`, with its day where it is not today. */
export function spanWords({ start, end }: { start: number; end: number }, now: number, zone: TimeZone): string {
  const day = dayOf(start, zone) === dayOf(now, zone) ? '' : `${dayOf(start, zone)} `
  if (end - start > 25 * HOUR) return `${dayOf(start, zone)} to ${dayOf(end - 1, zone)}`
  if (end - start >= 23 * HOUR) return dayOf(start, zone)
  return `${day}${clockOf(start, zone)}–${clockOf(end, zone)}`
}

function clockOf(at: number, zone: TimeZone): string {
  return format('clock', zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
}

function dayOf(at: number, zone: TimeZone): string {
  return format('day', zone, { day: 'numeric', month: 'short' }).format(at)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(kind: string, zone: TimeZone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${kind} ${zone}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { ...(zone === 'UTC' ? { timeZone: 'UTC' } : {}), ...options })
  formats.set(key, made)
  return made
}
