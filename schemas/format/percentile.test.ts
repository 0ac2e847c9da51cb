import { expect, it } from 'vitest'
import { percentile } from './percentile.ts'

it('takes values that occurred, by nearest rank', () => {
  const values = [15, 20, 35, 40, 50]
  expect([0.05, 0.3, 0.4, 0.5, 0.95, 1].map((share) => percentile(values, share))).toEqual([15, 20, 20, 35, 50, 50])
  expect(percentile([7], 0.95)).toBe(7)
  expect(percentile(Float64Array.of(1, 2), 0.5)).toBe(1)
})
