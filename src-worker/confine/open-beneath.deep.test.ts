import { describe, expect, it } from 'vitest'
import { type Guard, race, type RaceCell } from './race-bed.ts'

const cells: RaceCell[] = ['file', 'directory', 'deep directory']
const guards: Guard[] = ['open', 'open with kept directories', 'resolveInside']

describe.each(cells)('case 14 while a %s is exchanged for a link to the outside', (cell) => {
  it.each(guards)(
    '%s stays inside 20,000 times',
    async (guard) => {
      const outcome = await race({ cell, guard, tries: 20_000, maxMs: 60_000 })
      expect(outcome).toMatchObject({ tries: 20_000, escapes: 0, outsideDamaged: false })
      expect(outcome.successes).toBeGreaterThan(0)
    },
    90_000,
  )
})
