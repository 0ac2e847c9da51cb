import { describe, expect, it } from 'vitest'
import { type Guard, race, raceActs, type RaceCell } from './race-bed.ts'

const cells: RaceCell[] = ['file', 'directory', 'deep directory']
/** The guard that runs use is held to the full number in every run; the others share its walk. */
const triesOf = (guard: Guard): number => (guard === 'open' ? 20_000 : 4000)

const guards: Guard[] = ['open', 'open with kept directories', 'resolveInside']

describe.each(cells)('case 14 while a %s is exchanged for a link to the outside', (cell) => {
  it('a check before the open is outrun', async () => {
    const { escapes } = await race({ cell, guard: 'none', tries: 1_000_000, maxMs: 20_000 })
    expect(escapes).toBeGreaterThan(0)
  })

  it.each(guards)('%s stays inside', { timeout: 120_000 }, async (guard) => {
    const tries = triesOf(guard)
    const outcome = await race({ cell, guard, tries, maxMs: 100_000 })
    expect(outcome).toMatchObject({ tries, escapes: 0, outsideDamaged: false })
    expect(outcome.successes).toBeGreaterThan(0)
  })
})

describe.each(['directory', 'deep directory'] as const)('case 14 while a %s is exchanged', (cell) => {
  it('a check before writing and listing is outrun', async () => {
    const { escapes, left } = await raceActs(cell, 'none', 1_000_000)
    expect(escapes).toBeGreaterThan(0)
    expect(left).not.toEqual([])
  })

  it('files are replaced, removed, made and listed inside only', { timeout: 120_000 }, async () => {
    const outcome = await raceActs(cell, 'root', 4000)
    expect(outcome).toMatchObject({ tries: 4000, escapes: 0, left: [] })
    expect(outcome.successes).toBeGreaterThan(0)
  })
})
