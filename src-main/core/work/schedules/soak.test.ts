import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { aWorld, type Happening, randomOf, someSchedules } from './soak-bed.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1000, max: 30 * MINUTE }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('sleep' as const), ms: fc.integer({ min: HOUR, max: 40 * HOUR }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('set' as const), ms: fc.integer({ min: -5 * HOUR, max: 5 * HOUR }) }),
  },
  { weight: 3, arbitrary: fc.constantFrom<Happening>({ kind: 'crash' }, { kind: 'work' }) },
  { weight: 1, arbitrary: fc.constantFrom<Happening>({ kind: 'pauseAll' }, { kind: 'resumeAll' }) },
)

it('fires each occurrence once or accounts for it, whatever happens to the machine and its clock', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 2 ** 30 }),
      fc.array(happening, { minLength: 5, maxLength: 25 }),
      async (seed, happenings) => {
        const world = await aWorld(someSchedules(4, randomOf(seed)))
        for (const each of happenings) await world.happen(each)
        await world.settle()
        expect(world.ids.flatMap((id) => world.wrong(id))).toEqual([])
        await world.close()
      },
    ),
    { numRuns: 15 },
  )
}, 60_000)
