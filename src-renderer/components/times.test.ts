import { describe, expect, it } from 'vitest'
import { clockMillis, exactTime, momentTime, relativeTime } from './times.ts'

const now = Date.parse('2025-11-20T10:42:07.104Z')
const ago = (ms: number) => now - ms
const [S, MIN, H, D] = [1000, 60_000, 3_600_000, 86_400_000]

describe('relativeTime', () => {
  it.each([
    ['just happened', ago(4 * S), 'now'],
    ['is a moment ahead, as clocks go', ago(-2 * S), 'now'],
    ['seconds', ago(12 * S), '12 s ago'],
    ['minutes', ago(4 * MIN + 50 * S), '4 min ago'],
    ['hours of today', ago(3 * H), '3 h ago'],
    ['the day before', ago(20 * H), 'yesterday 14:42'],
    ['earlier this year', ago(5 * D), '15 Nov 10:42'],
    ['another year', ago(400 * D), '16 Oct 2024 10:42'],
    ['to come', ago(-40 * S), 'in 40 s'],
  ])('%s', (_, at, words) => {
    expect(relativeTime(at, now, 'UTC')).toBe(words)
  })

  it('says minutes across midnight', () => {
    const midnight = Date.parse('2025-11-20T00:03:00Z')
    expect(relativeTime(midnight - 5 * MIN, midnight, 'UTC')).toBe('5 min ago')
  })
})

it('shows all there is of a time, with its zone', () => {
  expect(exactTime(now, 'UTC')).toBe('2025-11-20 10:42:07.104 UTC')
  expect(clockMillis(now, 'UTC')).toBe('10:42:07.104')
})

it('leaves out the day only today', () => {
  expect(momentTime(ago(H), now, 'UTC')).toBe('09:42:07')
  expect(momentTime(ago(D), now, 'UTC')).toBe('2025-11-19 10:42:07')
})
