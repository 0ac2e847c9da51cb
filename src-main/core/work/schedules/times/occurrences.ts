import { type Trigger, WEEKDAYS } from '#schemas'
import { cronPattern } from './cron.ts'
import { nextOnClock, type Occurrence } from './wall-clock.ts'
import { zoneOf } from './zone.ts'

/** When a trigger is due, one after the other. */
export interface Occurrences {
  /** The first after a moment; undefined where none follows. */
  next(after: number): Occurrence | undefined
}

const NEVER: Occurrences = { next: () => undefined }

/** @throws InterlockError cron_unreadable, zone_unknown */
export function occurrencesOf(trigger: Trigger, zoneName: string): Occurrences {
  const zone = zoneOf(zoneName)
  switch (trigger.kind) {
    case 'cron': {
      const { expression } = trigger
      cronPattern(expression)
      return { next: (after) => nextOnClock(cronPattern(expression), zone, after) }
    }
    case 'calendar': {
      const expressions = calendarExpressions(trigger)
      return {
        next: (after) =>
          expressions
            .flatMap((expression) => nextOnClock(cronPattern(expression), zone, after) ?? [])
            .toSorted((a, b) => a.at - b.at)[0],
      }
    }
    case 'interval':
      return everyInterval(trigger.every_s * 1000, Date.parse(trigger.anchor ?? '1970-01-01T00:00:00Z'))
    case 'once': {
      const at = Date.parse(trigger.at ?? '')
      return { next: (after) => (at > after ? { at, moved: false } : undefined) }
    }
    case 'manual':
      return NEVER
  }
}

/** Time that passes, whatever the clocks of a zone do. */
function everyInterval(everyMs: number, anchor: number): Occurrences {
  return { next: (after) => ({ at: anchor + (Math.floor((after - anchor) / everyMs) + 1) * everyMs, moved: false }) }
}

/** Days of a calendar as cron says them: one expression for all times of the same minute. */
function calendarExpressions({ times, weekdays, days }: Extract<Trigger, { kind: 'calendar' }>): string[] {
  const onDays = days === undefined ? '*' : days.map((day) => (day === 'last' ? 'L' : day)).join(',')
  const onWeekdays = weekdays === undefined ? '*' : weekdays.map((day) => (WEEKDAYS.indexOf(day) + 1) % 7).join(',')
  return [...new Set(times)].map((time) => {
    const [hour = '', minute = ''] = time.split(':')
    return `${Number(minute)} ${Number(hour)} ${onDays} * ${onWeekdays}`
  })
}
