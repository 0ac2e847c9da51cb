import { describe, expect, it } from 'vitest'
import { bucketLength, bucketsOf, startOfDay } from './buckets.ts'

const HOUR = 3_600_000
const at = (iso: string) => Date.parse(iso)
const starts = (since: string, until: string, zone: string) =>
  bucketsOf(at(since), at(until), zone).map(({ start }) => new Date(start).toISOString())

describe('the length of a bucket', () => {
  it.each([
    [HOUR, 60_000],
    [24 * HOUR, 15 * 60_000],
    [7 * 24 * HOUR, 2 * HOUR],
    [30 * 24 * HOUR, 12 * HOUR],
    [90 * 24 * HOUR, 24 * HOUR],
    [800 * 24 * HOUR, 7 * 24 * HOUR],
  ])('fits a range of %i ms', (range, length) => {
    expect(bucketLength(0, range)).toBe(length)
  })
})

it('rounds the range to whole buckets, and the last holds its end', () => {
  const buckets = bucketsOf(at('2026-03-01T09:07:20Z'), at('2026-03-01T10:07:20Z'), 'UTC')
  expect(buckets).toHaveLength(61)
  expect(buckets[0]!.start).toBe(at('2026-03-01T09:07:00Z'))
  expect(buckets.at(-1)).toEqual({ start: at('2026-03-01T10:07:00Z'), end: at('2026-03-01T10:08:00Z') })
})

it('adds no empty bucket where the range ends with one', () => {
  const buckets = bucketsOf(at('2026-03-01T09:00:00Z'), at('2026-03-01T10:00:00Z'), 'UTC')
  expect(buckets.at(-1)!.end).toBe(at('2026-03-01T10:00:00Z'))
  expect(buckets).toHaveLength(60)
})

it.each(['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Chatham'])(
  'leaves no moment of a week out and counts none twice in %s',
  (zone) => {
    for (const until of ['2026-03-31T13:37:00Z', '2026-10-27T13:37:00Z']) {
      const buckets = bucketsOf(at(until) - 7 * 24 * HOUR, at(until), zone)
      buckets.slice(1).forEach(({ start }, index) => expect(start).toBe(buckets[index]!.end))
      expect(buckets[0]!.start).toBeLessThanOrEqual(at(until) - 7 * 24 * HOUR)
      expect(buckets.at(-1)!.end).toBeGreaterThanOrEqual(at(until))
      expect(buckets.at(-1)!.start).toBeLessThan(at(until))
    }
  },
)

it('divides local days: one bucket is shorter on the day the clocks go forward', () => {
  const buckets = bucketsOf(at('2026-03-28T12:00:00Z'), at('2026-04-04T12:00:00Z'), 'Europe/Berlin')
  const sunday = buckets.filter(
    ({ start }) => start >= at('2026-03-28T23:00:00Z') && start < at('2026-03-29T22:00:00Z'),
  )
  expect(sunday.map(({ start, end }) => (end - start) / HOUR)).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1])
})

it('and a further short one closes the day on which they go back', () => {
  const buckets = bucketsOf(at('2026-10-24T12:00:00Z'), at('2026-10-31T12:00:00Z'), 'Europe/Berlin')
  const sunday = buckets.filter(
    ({ start }) => start >= at('2026-10-24T22:00:00Z') && start < at('2026-10-25T23:00:00Z'),
  )
  expect(sunday.map(({ end, start }) => (end - start) / HOUR).at(-1)).toBe(1)
  expect(sunday).toHaveLength(13)
})

it('begins long buckets with days as people there count them', () => {
  const days = starts('2026-03-01T12:00:00Z', '2026-05-25T12:00:00Z', 'Europe/Berlin')
  expect(days[0]).toBe('2026-02-28T23:00:00.000Z')
  expect(days).toContain('2026-03-28T23:00:00.000Z')
  expect(days).toContain('2026-03-29T22:00:00.000Z')
})

describe('the start of a day', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T20:00:00Z', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25T20:00:00Z', '2026-10-24T22:00:00.000Z'],
    ['Asia/Kathmandu', '2026-01-01T00:00:00Z', '2025-12-31T18:15:00.000Z'],
    // Its clocks jump at midnight, so the day begins at one.
    ['Africa/Cairo', '2026-04-24T12:00:00Z', '2026-04-23T22:00:00.000Z'],
  ])('in %s at %s', (zone, moment, start) => {
    expect(new Date(startOfDay(at(moment), zone)).toISOString()).toBe(start)
  })
})
