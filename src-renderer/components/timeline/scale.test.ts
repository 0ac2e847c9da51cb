import { describe, expect, it } from 'vitest'
import { createScale, readStretch, writeStretch } from './scale.ts'

describe('the scale of a timeline', () => {
  it('shows a stretch to scale, and knows the moment at each place of it', () => {
    const scale = createScale({ from: 2000, to: 4000 }, [])
    expect([1000, 2000, 3000, 9000].map(scale.at)).toEqual([0, 0, 0.5, 1])
    expect(scale.momentAt(0.25)).toBe(2500)
    const folded = createScale({ from: 0, to: 10_000 }, [{ from: 1000, to: 9000 }])
    for (const ms of [0, 500, 1000, 5000, 9000, 9500, 10_000]) expect(folded.momentAt(folded.at(ms))).toBeCloseTo(ms, 3)
  })

  it('reads and writes a stretch as the address has it', () => {
    expect(readStretch('4.2-18', 41_300)).toEqual({ from: 4200, to: 18_000 })
    expect(readStretch('4.2-99', 41_300)).toEqual({ from: 4200, to: 41_300 })
    expect(writeStretch({ from: 4200.4, to: 18_000 })).toBe('4.2-18')
    for (const odd of ['18-4', '4', 'a-b', '-1-4', '50-60', undefined]) expect(readStretch(odd, 41_300)).toBeUndefined()
  })

  it('marks the axis with round moments outside folds', () => {
    const marks = (from: number, to: number, folds: { from: number; to: number }[] = []) =>
      createScale({ from, to }, folds).marks
    expect(marks(0, 1000)).toEqual([0, 200, 400, 600, 800, 1000])
    expect(marks(0, 188_000)).toEqual([0, 60_000, 120_000, 180_000])
    expect(marks(0, 1000, [{ from: 100, to: 900 }])).toEqual([0, 50, 100, 900, 950, 1000])
    expect(marks(4200, 8000)).toEqual([5000, 6000, 7000, 8000])
  })
})
