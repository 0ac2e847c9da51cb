import { describe, expect, it } from 'vitest'
import { type Guard, race, type RaceCell } from './race-bed.ts'

const cells: RaceCell[] = ['file', 'directory', 'deep directory']
const guards: Guard[] = ['open', 'open with kept directories', 'resolveInside']

describe.each(cells)('case 14 while a %s is exchanged for a link to the outside', (cell) => {
  it('a check before the open is outrun', async () => {
    const { escapes } = await race({ cell, guard: 'none', tries: 1_000_000, maxMs: 20_000 })
    expect(escapes).toBeGreaterThan(0)
  })

  it.each(guards)('%s never leaves the root', async (guard) => {
    const outcome = await race({ cell, guard, tries: 1_000_000, maxMs: 250 })
    expect(outcome).toMatchObject({ escapes: 0, outsideDamaged: false })
    expect(outcome.successes).toBeGreaterThan(0)
  })
})
