import { expect, it } from 'vitest'
import { nearest } from './nearest.ts'

const known = ['jobs', 'kill', 'release', 'status', 'start', 'stop']

it.each([
  ['job', 'jobs'],
  ['stauts', 'status'],
  ['relase', 'release'],
  ['strat', 'start'],
])('takes %s for %s', (typed, meant) => {
  expect(nearest(typed, known)).toBe(meant)
})

it.each(['frob', 'x', '', 'x'.repeat(100_000)])('takes what is near to nothing for nothing', (typed) => {
  expect(nearest(typed, known)).toBeUndefined()
})
