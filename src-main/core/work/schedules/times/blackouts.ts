import { type Blackout, WEEKDAYS } from '#schemas'
import { zoneOf } from './zone.ts'

const DAY = 86_400_000
/** Windows that follow one another without a gap are gone through up to here. */
const MOST_WINDOWS = 400

/** When the blackout ends that a moment lies in, with those that follow it at once; undefined where it lies in none. */
export function blackoutEnd(blackouts: readonly Blackout[], zoneName: string, at: number): number | undefined {
  return blackoutFrom(blackouts, zoneName, at).end
}

/** The same, with how many windows were gone through: so much work it was. */
export function blackoutFrom(
  blackouts: readonly Blackout[],
  zoneName: string,
  at: number,
): { readonly end: number | undefined; readonly windows: number } {
  let end: number | undefined
  let windows = 0
  for (; windows < MOST_WINDOWS; windows += 1) {
    const later = Math.max(...blackouts.map((each) => endOf(each, zoneName, end ?? at) ?? 0))
    if (later <= (end ?? at)) break
    end = later
  }
  return { end, windows }
}

function endOf(blackout: Blackout, zoneName: string, at: number): number | undefined {
  if (blackout.kind === 'dates') {
    const until = Date.parse(blackout.until)
    return Date.parse(blackout.from) <= at && at < until ? until : undefined
  }
  const zone = zoneOf(zoneName)
  const local = at + zone.offset(at)
  const midnight = Math.floor(local / DAY) * DAY
  const from = minutesOf(blackout.from)
  const length = (minutesOf(blackout.until) - from + 1440) % 1440 || 1440
  // It began today or yesterday, by the clock of the zone.
  for (const day of [midnight, midnight - DAY]) {
    const begins = day + from * 60_000
    const ends = begins + length * 60_000
    const weekday = WEEKDAYS[(new Date(day).getUTCDay() + 6) % 7] ?? 'mon'
    if (begins > local || local >= ends || (blackout.weekdays !== undefined && !blackout.weekdays.includes(weekday)))
      continue
    const guess = ends - zone.offset(at)
    return Math.max(at + 1, ends - zone.offset(guess))
  }
  return undefined
}

function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}
