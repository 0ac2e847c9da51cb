import { expect, it } from 'vitest'
import { rangeOf, rangeText, rangeWords, readRange, withRange } from './ranges.ts'

it('says a stretch of time in words', () => {
  expect([undefined, { since: '24h' }, { since: '1h' }, { since: '7d' }].map(rangeWords)).toEqual([
    'Any time',
    'Last 24 h',
    'Last hour',
    'Last 7 days',
  ])
  expect(rangeWords({ since: '2026-11-01' })).toBe('Since 2026-11-01')
  expect(rangeWords({ since: '2026-11-01', until: '2026-11-20' })).toBe('2026-11-01 to 2026-11-20')
  expect(rangeWords({ until: '2h' })).toBe('Until 2h')
})

it('is remembered as it was chosen', () => {
  for (const range of [{ since: '24h' }, { since: '2026-11-01', until: '2026-11-20' }, { until: '2026-11-20' }])
    expect(readRange(rangeText(range))).toEqual(range)
  expect(readRange('')).toBeUndefined()
})

it('takes the place of the one before', () => {
  expect(withRange({ state: 'failed', since: '24h', until: '1h' }, { since: '7d' })).toEqual({
    state: 'failed',
    since: '7d',
  })
  expect(rangeOf(withRange({ since: '24h' }, undefined))).toBeUndefined()
})
