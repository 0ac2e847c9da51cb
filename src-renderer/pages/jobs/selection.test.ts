import { expect, it } from 'vitest'
import { createSelection, isEmpty } from './selection.ts'

it('names jobs one by one', () => {
  const selection = createSelection()
  selection.set(['a', 'b'], true)
  selection.set(['a'], false)
  expect([selection.has('a'), selection.has('b')]).toEqual([false, true])
  selection.clear()
  expect(isEmpty(selection.chosen())).toBe(true)
})

it('takes all that match but those left out', () => {
  const selection = createSelection()
  selection.set(['a'], true)
  selection.all()
  selection.set(['b', 'c'], false)
  selection.set(['c'], true)
  expect([selection.has('never loaded'), selection.has('b')]).toEqual([true, false])
  expect(selection.chosen()).toEqual({ of: 'all', except: new Set(['b']) })
})
