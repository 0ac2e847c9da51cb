import { expect, it } from 'vitest'
import { addTo, type Histogram, percentile, summary } from './percentile.ts'

it('takes values that occurred, by nearest rank', () => {
  const values = [15, 20, 35, 40, 50]
  expect([0.05, 0.3, 0.4, 0.5, 0.95, 1].map((share) => percentile(values, share))).toEqual([15, 20, 20, 35, 50, 50])
  expect(percentile([7], 0.95)).toBe(7)
  expect(percentile(Float64Array.of(1, 2), 0.5)).toBe(1)
})

it('gives the same from counted values as from the values themselves', () => {
  const values = Array.from({ length: 501 }, (_, index) => (index * 7919) % 1009)
  const histogram: Histogram = new Map()
  for (const value of values) addTo(histogram, value)
  const sorted = values.toSorted((a, b) => a - b)
  expect(summary(histogram)).toEqual({ n: 501, p50: percentile(sorted, 0.5), max: sorted.at(-1) })
})

it('has nothing to say of nothing', () => {
  expect(summary(new Map())).toBeUndefined()
})
