import { expect, it } from 'vitest'
import { percentile } from '#schemas/format'
import { addTo, type Histogram, summary } from './histogram.ts'

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
