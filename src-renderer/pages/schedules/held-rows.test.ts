import { expect, it } from 'vitest'
import { heldRows } from './held-rows.ts'

const row = (id: string, word = '') => ({ id, word })

it('changes what rows say in their place, and counts those that came and those that left', () => {
  const held = heldRows([row('c'), row('b'), row('a')], [row('d'), row('c', 'new'), row('a')])
  expect(held).toEqual({ rows: [row('c', 'new'), row('b'), row('a')], news: 2 })
})

it('appends the next page, which is no news', () => {
  expect(heldRows([row('c'), row('b')], [row('c'), row('b'), row('a')])).toEqual({
    rows: [row('c'), row('b'), row('a')],
    news: 0,
  })
})
