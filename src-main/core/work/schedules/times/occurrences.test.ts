import { array, assert, constant, constantFrom, integer, oneof, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Trigger } from '#schemas'
import { occurrencesOf } from './occurrences.ts'
import { zoneOf } from './zone.ts'

const NEW_YORK = 'America/New_York'
const cron = (expression: string): Trigger => ({ kind: 'cron', expression })

/** The next times from a moment on, as the clocks of the zone show them. */
function times(trigger: Trigger, from: string, count: number, zone = NEW_YORK): string[] {
  const occurrences = occurrencesOf(trigger, zone)
  const found: string[] = []
  let at = Date.parse(from)
  for (let left = count; left > 0; left -= 1) {
    const next = occurrences.next(at)
    if (next === undefined) break
    at = next.at
    const offset = zoneOf(zone).offset(at)
    const local = new Date(at + offset).toISOString().replace(':00.000Z', '').replace('T', ' ')
    found.push(`${local} ${offset / 3_600_000}`)
  }
  return found
}

describe('where the clocks are set forward', () => {
  it('runs what is left out as much later as they are set', () => {
    expect(times(cron('30 2 * * *'), '2026-03-07T12:00:00Z', 3)).toEqual([
      '2026-03-08 03:30 -4',
      '2026-03-09 02:30 -4',
      '2026-03-10 02:30 -4',
    ])
    expect(times(cron('30,45 2 * * *'), '2026-03-07T12:00:00Z', 3)).toEqual([
      '2026-03-08 03:30 -4',
      '2026-03-08 03:45 -4',
      '2026-03-09 02:30 -4',
    ])
    const daily: Trigger = { kind: 'calendar', times: ['02:30'] }
    expect(times(daily, '2026-03-07T12:00:00Z', 2)).toEqual(['2026-03-08 03:30 -4', '2026-03-09 02:30 -4'])
  })

  it('runs twice at one moment for nothing', () => {
    expect(times(cron('0 2,3 * * *'), '2026-03-08T05:00:00Z', 2)).toEqual([
      '2026-03-08 03:00 -4',
      '2026-03-09 02:00 -4',
    ])
    expect(times(cron('0 * * * *'), '2026-03-08T05:30:00Z', 3)).toEqual([
      '2026-03-08 01:00 -5',
      '2026-03-08 03:00 -4',
      '2026-03-08 04:00 -4',
    ])
  })

  it('puts what comes later by the clock, but not in time, in front', () => {
    const trigger: Trigger = { kind: 'calendar', times: ['02:45', '03:15'] }
    expect(times(trigger, '2026-03-08T05:00:00Z', 3)).toEqual([
      '2026-03-08 03:15 -4',
      '2026-03-08 03:45 -4',
      '2026-03-09 02:45 -4',
    ])
  })

  it('moves by half an hour where they are set by half an hour', () => {
    expect(times(cron('15 2 * * *'), '2026-10-03T00:00:00Z', 2, 'Australia/Lord_Howe')).toEqual([
      '2026-10-04 02:45 11',
      '2026-10-05 02:15 11',
    ])
  })
})

describe('where the clocks are set back', () => {
  it('runs a time that comes twice once, the first time', () => {
    expect(times(cron('30 1 * * *'), '2026-10-31T12:00:00Z', 2)).toEqual(['2026-11-01 01:30 -4', '2026-11-02 01:30 -5'])
    expect(times(cron('*/30 1 * * *'), '2026-10-31T12:00:00Z', 3)).toEqual([
      '2026-11-01 01:00 -4',
      '2026-11-01 01:30 -4',
      '2026-11-02 01:00 -5',
    ])
    const daily: Trigger = { kind: 'calendar', times: ['01:30'] }
    expect(times(daily, '2026-11-01T06:10:00Z', 1)).toEqual(['2026-11-02 01:30 -5'])
  })

  it('goes on through the repeated hour with what runs every hour', () => {
    expect(times(cron('0 * * * *'), '2026-11-01T03:30:00Z', 5)).toEqual([
      '2026-11-01 00:00 -4',
      '2026-11-01 01:00 -4',
      '2026-11-01 01:00 -5',
      '2026-11-01 02:00 -5',
      '2026-11-01 03:00 -5',
    ])
    expect(times(cron('*/30 * * * *'), '2026-11-01T05:20:00Z', 4)).toEqual([
      '2026-11-01 01:30 -4',
      '2026-11-01 01:00 -5',
      '2026-11-01 01:30 -5',
      '2026-11-01 02:00 -5',
    ])
  })
})

it('counts intervals in time that passes, from their anchor', () => {
  const trigger: Trigger = { kind: 'interval', every_s: 3600, anchor: '2026-11-01T03:20:00Z' }
  expect(times(trigger, '2026-11-01T04:00:00Z', 4)).toEqual([
    '2026-11-01 00:20 -4',
    '2026-11-01 01:20 -4',
    '2026-11-01 01:20 -5',
    '2026-11-01 02:20 -5',
  ])
  expect(occurrencesOf(trigger, 'UTC').next(Date.parse('2026-01-01T00:00:00Z'))?.at).toBe(
    Date.parse('2026-01-01T00:20:00Z'),
  )
})

it('understands 5 and 6 fields, L, # and nicknames', () => {
  expect(times(cron('15 30 4 * * *'), '2026-01-01T00:00:00Z', 1, 'UTC')).toEqual(['2026-01-01 04:30:15.000Z 0'])
  expect(times(cron('0 0 L * *'), '2026-02-01T00:00:00Z', 2, 'UTC')).toEqual([
    '2026-02-28 00:00 0',
    '2026-03-31 00:00 0',
  ])
  expect(times(cron('0 9 * * 5#2'), '2026-01-01T00:00:00Z', 1, 'UTC')).toEqual(['2026-01-09 09:00 0'])
  expect(times(cron('0 9 * * 5L'), '2026-01-01T00:00:00Z', 1, 'UTC')).toEqual(['2026-01-30 09:00 0'])
  expect(times(cron('@Weekly'), '2026-01-01T00:00:00Z', 1, 'UTC')).toEqual(['2026-01-04 00:00 0'])
})

it('says of a cron expression why it cannot be read', () => {
  const told = (expression: string) => () => occurrencesOf(cron(expression), 'UTC')
  expect(told('* * * *')).toThrow('The cron expression “* * * *” cannot be read: it has 4 fields, not 5 or 6.')
  expect(told('61 * * * *')).toThrow(/invalid value for minute: 61/)
  expect(told('@reboot')).toThrow(/there is no @reboot/)
  expect(told('2026-01-01T00:00:00')).toThrow('it has 1 field, not 5 or 6')
  expect(() => occurrencesOf(cron('* * * * *'), 'Mars/Phobos')).toThrow('There is no time zone Mars/Phobos.')
})

it('knows the days of a calendar, the last of a month among them', () => {
  const days: Trigger = { kind: 'calendar', times: ['08:00', '20:30'], days: [15, 'last'] }
  expect(times(days, '2026-02-01T00:00:00Z', 5, 'UTC')).toEqual([
    '2026-02-15 08:00 0',
    '2026-02-15 20:30 0',
    '2026-02-28 08:00 0',
    '2026-02-28 20:30 0',
    '2026-03-15 08:00 0',
  ])
  const weekdays: Trigger = { kind: 'calendar', times: ['08:00'], weekdays: ['sun', 'mon'] }
  expect(times(weekdays, '2026-01-01T00:00:00Z', 3, 'UTC')).toEqual([
    '2026-01-04 08:00 0',
    '2026-01-05 08:00 0',
    '2026-01-11 08:00 0',
  ])
})

it('finds nothing for a day that never comes, and at once', () => {
  const startedAt = performance.now()
  expect(occurrencesOf(cron('0 0 30 2 *'), NEW_YORK).next(0)).toBeUndefined()
  expect(performance.now() - startedAt).toBeLessThan(2000)
})

it('goes on in time, whatever the pattern, zone and moment', () => {
  const field = (max: number, min = 0) =>
    oneof(
      constant('*'),
      integer({ min, max }).map(String),
      integer({ min: 2, max: 20 }).map((step) => `*/${step}`),
      array(integer({ min, max }), { minLength: 2, maxLength: 3 }).map((some) => some.join(',')),
    )
  const zones = [
    NEW_YORK,
    'Europe/Vienna',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'Antarctica/Troll',
    'Asia/Kathmandu',
    'UTC',
  ]
  const aroundChanges = constantFrom('2026-03-08', '2026-03-29', '2026-10-04', '2026-10-25', '2026-11-01', '2026-02-15')
  assert(
    property(
      tuple(field(59), field(23), field(28, 1)),
      constantFrom(...zones),
      aroundChanges,
      integer({ min: -86_400, max: 86_400 }),
      ([minute, hour, day], zone, date, second) => {
        const occurrences = occurrencesOf(cron(`${minute} ${hour} ${day} * *`), zone)
        const from = Date.parse(`${date}T00:00:00Z`) + second * 1000
        let at = from
        for (let left = 12; left > 0; left -= 1) {
          const next = occurrences.next(at)
          if (next === undefined) return
          expect(next.at).toBeGreaterThan(at)
          // Whoever asks from in between is told the same.
          expect(occurrences.next(at + Math.floor((next.at - at) / 2))?.at).toBe(next.at)
          expect(occurrences.next(next.at - 1)?.at).toBe(next.at)
          at = next.at
        }
      },
    ),
    { numRuns: 300 },
  )
})
