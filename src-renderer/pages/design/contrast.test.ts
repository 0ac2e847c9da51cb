import { expect, it } from 'vitest'
import { contrastOf } from './contrast.ts'

it('gives 21 between black and white, 1 between equals, whatever the order', () => {
  expect(contrastOf('rgb(0, 0, 0)', 'rgb(255, 255, 255)')).toBeCloseTo(21)
  expect(contrastOf('rgb(255, 255, 255)', 'rgb(0, 0, 0)')).toBeCloseTo(21)
  expect(contrastOf('rgb(10, 20, 30)', 'rgb(10, 20, 30)')).toBe(1)
})
