import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { aWorld, randomOf, someHappenings, someSchedules } from './soak-bed.ts'

const DAY = 86_400_000
const DAYS = 10
const SCHEDULES = 1000
/** What a look through so many schedules may keep on top of what it kept after the second day. */
const MOST_GROWN = 48 * 1024 * 1024

it('fires each occurrence of a thousand schedules once or accounts for it, over ten days of trouble', async () => {
  const seed = Number(process.env['INTERLOCK_SEED'] ?? Math.floor(Math.random() * 2 ** 30))
  process.stdout.write(`soak: seed ${seed} (INTERLOCK_SEED=${seed} repeats it)\n`)
  const random = randomOf(seed)
  const world = await aWorld(someSchedules(SCHEDULES, random))
  const kept: number[] = []
  for (let day = 0; day < DAYS; day += 1) {
    for (const each of someHappenings(DAY, random)) await world.happen(each)
    kept.push(heapKept())
  }
  await world.settle()
  expect(world.ids.flatMap((id) => world.wrong(id)).slice(0, 20)).toEqual([])
  const { fired } = world.figures()
  const heaps = kept.map((bytes) => Math.round(bytes / 2 ** 20)).join(', ')
  process.stdout.write(`soak: ${fired} occurrences fired; heap after each day ${heaps} MiB\n`)
  expect(fired).toBeGreaterThan(SCHEDULES * DAYS)
  expect(kept.at(-1)! - kept[1]!).toBeLessThan(MOST_GROWN)
  await world.close()
}, 1_800_000)

/** Bytes that are still in use after everything that is not was given up. */
function heapKept(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  return process.memoryUsage().heapUsed
}
