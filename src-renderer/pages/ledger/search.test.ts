import { expect, it } from 'vitest'
import { filterOf, isFiltered, ledgerSearchSchema } from './search.ts'

it('reads a filter from the address and asks the core for it', () => {
  const search = ledgerSearchSchema.parse({ kind: 'run.claimed,run.finished', job: 'job-1', seq: '48112' })
  expect(search).toEqual({ kind: 'run.claimed,run.finished', job: 'job-1', seq: 48_112 })
  expect(filterOf(search)).toEqual({ kind: ['run.claimed', 'run.finished'], job: 'job-1' })
})

it('is everything, newest first, when nothing is said', () => {
  const filter = filterOf(ledgerSearchSchema.parse({}))
  expect(filter).toEqual({})
  expect(isFiltered(filter)).toBe(false)
})

it('takes kinds of a newer version', () => {
  expect(ledgerSearchSchema.safeParse({ kind: 'memory.promoted' }).success).toBe(true)
})

it.each([{ kind: 'everything' }, { job: '../etc' }, { seq: '0' }, { seq: 'first' }, { actor: '' }])(
  'refuses %o instead of leaving it out',
  (search) => {
    expect(ledgerSearchSchema.safeParse(search).success).toBe(false)
  },
)
