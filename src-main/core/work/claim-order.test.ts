import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { canServe } from './lane.ts'
import { aQueue, COMMANDS } from './test-bed.ts'

it('claims what a plain search over all jobs would find, for any jobs and any workers', async () => {
  const caps = fc.uniqueArray(fc.constantFrom<string[]>('a', 'b', 'c'))
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          requires: caps,
          priority: fc.integer({ min: -2, max: 2 }),
          writes: fc.constantFrom(undefined, undefined, 'demo', 'other'),
          mayWait: fc.boolean(),
        }),
        { maxLength: 12 },
      ),
      fc.array(caps, { maxLength: 14 }),
      fc.boolean(),
      async (specs, workers, saves) => {
        const queue = aQueue()
        queue.time.saves = saves
        const waiting: {
          id: string
          requires: string[]
          priority: number
          writes: string | undefined
          mayWait: boolean
        }[] = []
        const inUse = new Set<string>()
        for (const { writes, mayWait, ...spec } of specs) {
          const id = await queue.add({
            ...spec,
            deferrable: mayWait,
            ...(writes !== undefined && { workspace: writes, policy: COMMANDS }),
          })
          waiting.push({ ...spec, writes, mayWait, id })
        }
        for (const offers of workers) {
          const [expected] = waiting
            .filter(({ requires }) => requires.every((cap) => offers.includes(cap)))
            .filter(({ mayWait }) => !(saves && mayWait))
            .filter(({ writes }) => writes === undefined || !inUse.has(writes))
            .toSorted((x, y) => y.priority - x.priority || waiting.indexOf(x) - waiting.indexOf(y))
          expect((await queue.claim('repo_tools', ...offers))?.job.id).toBe(expected?.id)
          if (expected === undefined) continue
          waiting.splice(waiting.indexOf(expected), 1)
          if (expected.writes !== undefined) inUse.add(expected.writes)
        }
      },
    ),
    { numRuns: 40 },
  )
})

it.each<[string, string[], boolean]>([
  ['', [], true],
  ['a', [], false],
  ['a', ['a', 'b'], true],
  ['a,b', ['a'], false],
  ['a,b', ['b', 'a'], true],
  ['ab', ['a', 'b'], false],
  ['a@demo', ['a'], true],
  ['@demo', [], true],
  ['a,b@demo', ['a'], false],
  ['a@demo#models~', ['a'], true],
  ['a~', ['b'], false],
  ['~', [], true],
])('a lane of "%s" is served by a worker with %j: %s', (lane, offers, served) => {
  expect(canServe(lane, new Set(offers))).toBe(served)
})
