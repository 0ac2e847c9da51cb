import { expect, it } from 'vitest'
import { formatCount } from '#schemas/format'
import { counted, grouped } from './counted.ts'

it('writes counts as everything else of Interlock does', () => {
  for (const count of [0, 9, 999, 1000, 12_345, 123_456, 1_204_310, 9_007_199_254_740_991, -1234])
    expect(grouped(count)).toBe(formatCount(count))
})

it('counts one and many', () => {
  expect([counted(1, 'row'), counted(1204, 'row'), counted(2, 'body', 'bodies')]).toEqual([
    '1 row',
    '1,204 rows',
    '2 bodies',
  ])
})
