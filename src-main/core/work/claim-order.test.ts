import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { canServe } from './claim.ts'
import { aQueue } from './test-bed.ts'

it('claims what a plain search over all jobs would find, for any jobs and any workers', async () => {
  const caps = fc.uniqueArray(fc.constantFrom<string[]>('a', 'b', 'c'))
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ requires: caps, priority: fc.integer({ min: -2, max: 2 }) }), { maxLength: 12 }),
      fc.array(caps, { maxLength: 14 }),
      async (specs, workers) => {
        const queue = aQueue()
        const waiting: { id: string; requires: string[]; priority: number }[] = []
        for (const spec of specs) waiting.push({ ...spec, id: await queue.add(spec) })
        for (const offers of workers) {
          const [expected] = waiting
            .filter(({ requires }) => requires.every((cap) => offers.includes(cap)))
            .toSorted((x, y) => y.priority - x.priority || waiting.indexOf(x) - waiting.indexOf(y))
          expect((await queue.claim('repo_tools', ...offers))?.job.id).toBe(expected?.id)
          if (expected !== undefined) waiting.splice(waiting.indexOf(expected), 1)
        }
      },
    ),
    { numRuns: 25 },
  )
})

it.each<[string, string[], boolean]>([
  ['', [], true],
  ['a', [], false],
  ['a', ['a', 'b'], true],
  ['a,b', ['a'], false],
  ['a,b', ['b', 'a'], true],
  ['ab', ['a', 'b'], false],
])('a lane of "%s" is served by a worker with %j: %s', (lane, offers, served) => {
  expect(canServe(lane, new Set(offers))).toBe(served)
})
