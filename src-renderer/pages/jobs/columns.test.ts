import { expect, it } from 'vitest'
import { moved, offered, readColumns, switched } from './columns.ts'

it('reads the columns it knows, in the order they are named', () => {
  expect(readColumns(['id', 'colour', 'state', 'id'])).toEqual(['id', 'state'])
  expect(readColumns(['colour'])).toBeUndefined()
})

it('shows, hides and moves, and never hides the last', () => {
  expect(switched(['state', 'id'], 'state')).toEqual(['id'])
  expect(switched(['id'], 'id')).toEqual(['id'])
  expect(switched(['id'], 'worker')).toEqual(['id', 'worker'])
  expect(moved(['state', 'id', 'job'], 'job', -1)).toEqual(['state', 'job', 'id'])
  expect(moved(['state', 'id'], 'state', -1)).toEqual(['state', 'id'])
})

it('offers the others after those that are shown', () => {
  expect(offered(['job', 'id']).slice(0, 3)).toEqual([
    { column: 'job', shown: true },
    { column: 'id', shown: true },
    { column: 'state', shown: false },
  ])
})
