import { expect, it } from 'vitest'
import { describeTime, parseMoment, relativeTime } from './times.ts'

const now = Date.parse('2026-03-01T12:00:00Z')

it('says a moment in local time and how long ago it was', () => {
  expect(describeTime('2026-03-01T11:55:48Z', now)).toMatch(/^2026-03-01 \d\d:\d\d:48 \(4 min 12 s ago\)$/)
})

it('says how far ahead a moment is', () => {
  expect(relativeTime(now + 30_000, now)).toBe('in 30 s')
  expect(relativeTime(now + 400, now)).toBe('now')
})

it('reads lengths of time and ISO 8601 as a moment', () => {
  expect(parseMoment('24h', now)).toBe('2026-02-28T12:00:00.000Z')
  expect(parseMoment('2026-02-28T10:00:00+01:00', now)).toBe('2026-02-28T09:00:00.000Z')
  expect(parseMoment('2026-02-28', now)).toBe(new Date(2026, 1, 28).toISOString())
  expect(parseMoment('yesterday', now)).toBeUndefined()
  expect(parseMoment('2026-13-45', now)).toBeUndefined()
})
