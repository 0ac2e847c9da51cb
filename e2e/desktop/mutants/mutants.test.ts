import { expect, it } from 'vitest'
import { mutate } from './mutated.ts'
import { MUTANTS } from './mutants.ts'

it('lists mistakes that can still be made in the built shell', () => {
  expect(MUTANTS.filter((mutant) => mutate(mutant) === undefined).map(({ name }) => name)).toEqual([])
  expect(MUTANTS.length).toBeGreaterThan(40)
})
