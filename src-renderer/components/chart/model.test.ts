import { describe, expect, it } from 'vitest'
import { bucketAt, hasData, lastValue, lonePoints, spread } from './model.ts'

const buckets = [0, 10, 20].map((start) => ({ start, end: start + 10, unfinished: false }))

it('finds the bucket of a moment, and the nearest outside', () => {
  expect([-5, 0, 9, 10, 25, 99].map((at) => bucketAt(buckets, at))).toEqual([0, 0, 0, 1, 2, 2])
})

it('takes the last value before gaps as the end of a line', () => {
  expect(lastValue([1, null, 0, null])).toEqual({ index: 2, value: 0 })
  expect(lastValue([null])).toBeUndefined()
})

it('finds the points between gaps', () => {
  expect(lonePoints([1, null, 2, 3, null, 0])).toEqual([0, 5])
})

it('knows nothing from zero', () => {
  expect(hasData({ series: [] })).toBe(false)
  const series = { id: 'a', label: 'A', tone: 'run', stroke: 'solid', marker: 'circle' } as const
  expect(hasData({ series: [{ ...series, values: [null] }] })).toBe(false)
  expect(hasData({ series: [{ ...series, values: [null, 0] }] })).toBe(true)
})

describe('labels at the end of lines', () => {
  it('stay where they belong while there is room', () => {
    expect(spread([20, 80], 16, 120)).toEqual([20, 80])
  })
  it('give way to each other, in the order of their lines, and stay inside', () => {
    expect(spread([118, 119, 120], 16, 120)).toEqual([80, 96, 112])
    expect(spread([0, 0, 1], 16, 120)).toEqual([8, 24, 40])
  })
})
