import { expect, it } from 'vitest'
import { describeTime, relativeTime } from './times.ts'

const now = Date.parse('2026-03-01T12:00:00Z')

it('says a moment in local time and how long ago it was', () => {
  expect(describeTime('2026-03-01T11:55:48Z', now)).toMatch(/^2026-03-01 \d\d:\d\d:48 \(4 min 12 s ago\)$/)
})

it('says how far ahead a moment is', () => {
  expect(relativeTime(now + 30_000, now)).toBe('in 30 s')
  expect(relativeTime(now + 400, now)).toBe('now')
})
