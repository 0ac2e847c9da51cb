import type { FiringDay } from '#schemas/contract'
import { formatCount } from '#schemas/format'

/** What a day is drawn as: by the worst that came of it. */
export type HeatLook = 'none' | 'good' | 'open' | 'cancelled' | 'held' | 'bad'

export interface HeatDay {
  /** YYYY-MM-DD in the zone of the schedule. */
  readonly day: string
  readonly look: HeatLook
  /** `4 succeeded, 1 failed`; `nothing was due` where nothing was. */
  readonly words: string
}

/** A week from Monday to Sunday; days after today are not there. */
export type HeatWeek = readonly (HeatDay | undefined)[]

const DAY_MS = 86_400_000
const FEWEST = 12
const MOST = 53

/** The weeks from the first firing to today: 12 at least, 53 at most. */
export function heatWeeks(days: readonly FiringDay[], today: string): HeatWeek[] {
  const known = new Map(days.map((each) => [each.day, each]))
  const end = msOf(today)
  const monday = end - ((new Date(end).getUTCDay() + 6) % 7) * DAY_MS
  const first = days[0] === undefined ? end : msOf(days[0].day)
  const needed = Math.ceil((monday - first) / (7 * DAY_MS)) + 1
  const count = Math.min(MOST, Math.max(FEWEST, needed))
  return Array.from({ length: count }, (_, week) =>
    Array.from({ length: 7 }, (__, weekday) => {
      const at = monday - (count - 1 - week) * 7 * DAY_MS + weekday * DAY_MS
      if (at > end) return undefined
      const day = new Date(at).toISOString().slice(0, 10)
      const found = known.get(day)
      return { day, look: lookOf(found), words: wordsOf(found) }
    }),
  )
}

export const HEAT_WORDS: readonly (readonly [keyof Omit<FiringDay, 'day'>, string])[] = [
  ['succeeded', 'succeeded'],
  ['failed', 'failed'],
  ['refused', 'refused'],
  ['missed', 'missed'],
  ['cancelled', 'cancelled'],
  ['open', 'not over'],
]

function lookOf(day: FiringDay | undefined): HeatLook {
  if (day === undefined) return 'none'
  if (day.failed > 0) return 'bad'
  if (day.refused + day.missed > 0) return 'held'
  if (day.open > 0) return 'open'
  if (day.succeeded > 0) return 'good'
  return day.cancelled > 0 ? 'cancelled' : 'none'
}

function wordsOf(day: FiringDay | undefined): string {
  const parts = HEAT_WORDS.flatMap(([name, word]) => {
    const count = day?.[name] ?? 0
    return count === 0 ? [] : [`${formatCount(count)} ${word}`]
  })
  return parts.length === 0 ? 'nothing was due' : parts.join(', ')
}

/** `Tue 3 Nov 2026`. */
export function dayWords(day: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  })
    .format(msOf(day))
    .replaceAll(',', '')
}

/** Name of the month that begins in a week; empty where none does. */
export function monthOf(week: HeatWeek): string {
  const begins = week.find((day) => day !== undefined && Number(day.day.slice(8)) === 1)
  if (begins === undefined) return ''
  // Three letters, where the locale has four for one of them.
  return new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' }).format(msOf(begins.day)).slice(0, 3)
}

function msOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`)
}
