import { describe, expect, it } from 'vitest'
import { aFolder } from '../../support/test-core.ts'
import { layOut } from './mutated.ts'
import { MUTANTS } from './mutants.ts'
import { testsOn } from './noticed.ts'

const FILES = [...new Set(MUTANTS.flatMap(({ noticedBy }) => noticedBy))]
const MINUTES = 60_000

describe('the tests of the desktop', () => {
  it('pass on the application laid out anew without a mistake', { timeout: 15 * MINUTES }, async () => {
    const folder = aFolder('unmutated')
    layOut(folder)
    expect(await testsOn(folder, FILES)).toEqual({ ran: expect.any(Number), failed: undefined })
  })

  it.each(MUTANTS)('notice $name', { timeout: 5 * MINUTES, retry: 0 }, async (mutant) => {
    const folder = aFolder('mutated')
    layOut(folder, mutant)
    const { ran, failed } = await testsOn(folder, mutant.noticedBy)
    expect(ran).toBeGreaterThan(0)
    expect(failed, `Nothing noticed ${mutant.name}.`).toBeDefined()
    console.log(`${mutant.name}: ${failed}`)
  })
})
