import { describe, expect, it } from 'vitest'
import { formatAmount, formatKept, formatShare, meterState } from './amounts.ts'

describe('formatShare', () => {
  it.each([
    [41_000, 300_000, 'duration', '41 of 300 s'],
    [1234, 2000, 'duration', '1.2 of 2 s'],
    [1_258_291, 1_048_576, 'bytes', '1.2 of 1 MiB'],
    [80_000, 1_048_576, 'bytes', '78.1 KiB of 1 MiB'],
    [2, 10, 'count', '2 of 10'],
    [1200, 1500, 'count', '1,200 of 1,500'],
    [0, 10, 'count', '0 of 10'],
  ] as const)('writes %i of %i (%s) as «%s»', (used, limit, measure, words) => {
    expect(formatShare(used, limit, measure)).toBe(words)
  })
})

it('says what of an output is kept and what came, only where that differs', () => {
  expect(formatKept(3_040_870, 1_048_576)).toBe('1 MiB kept; 2.9 MiB came')
  expect(formatKept(1_048_577, 1_048_576)).toBeUndefined()
  expect(formatKept(1_048_576, 1_048_576)).toBeUndefined()
})

it('writes what is not known as a dash, never as 0', () => {
  expect(formatAmount(null, 'bytes')).toBe('–')
  expect(formatAmount(0, 'bytes')).toBe('0 B')
})

describe('meterState', () => {
  it('finds counted things never near their limit, only over it', () => {
    expect(meterState(2, 2, 'count').level).toBe('fine')
    expect(meterState(3, 2, 'count').level).toBe('over')
  })

  it.each([
    [0, 10, 0, 'fine'],
    [5, 10, 50, 'fine'],
    [9, 10, 90, 'near'],
    [10, 10, 100, 'near'],
    [12, 10, 100, 'over'],
    [0, 0, 0, 'fine'],
    [1, 0, 100, 'over'],
  ] as const)('draws %i of %i as %i %%, %s', (used, limit, percent, level) => {
    expect(meterState(used, limit)).toEqual({ percent, level })
  })
})
