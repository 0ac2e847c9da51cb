import { expect, it } from 'vitest'
import { createClock } from '#schemas/format'
import { createWatch } from './watch.ts'

const LIMITS = { silentMs: 10_000, stuckMs: 120_000, wallGraceMs: 2000 }
const HOUR = 3_600_000

/** A worker that is watched once a second, on a clock of its own. */
function watched() {
  let now = 1000
  const watch = createWatch({ ...createClock(), monotonic: () => now }, LIMITS)
  watch.began()
  watch.ready()
  return {
    watch,
    sleep: (ms: number) => (now += ms),
    seconds(count: number, mainAgeMs?: number) {
      for (let at = 0; at < count; at += 1) {
        now += 1000
        if (mainAgeMs !== undefined) watch.beat(mainAgeMs + at * 1000)
        const found = watch.look()
        if (found !== undefined) return found
      }
      return undefined
    },
  }
}

it('finds a worker that is silent', () => {
  const { seconds } = watched()
  expect(seconds(5, 0)).toBeUndefined()
  expect(seconds(20)).toMatchObject({ cause: 'no_heartbeat' })
})

it('finds a main thread that does not move', () => {
  const { seconds } = watched()
  expect(seconds(300, 0)).toMatchObject({ cause: 'stuck' })
})

it('finds a run beyond its time, once it had the chance to end by itself', () => {
  const { watch, seconds } = watched()
  watch.runBegan(10_000)
  expect(seconds(12, 0)).toBeUndefined()
  expect(seconds(1, 0)).toMatchObject({ cause: 'wall_time' })
})

it('takes sleep of the machine for nobody’s fault, where its clock went on too', () => {
  const { watch, sleep, seconds } = watched()
  watch.runBegan(60_000)
  expect(seconds(10, 0)).toBeUndefined()
  sleep(8 * HOUR)
  // The first beat after it may say that the main thread has not moved since.
  watch.beat(8 * HOUR)
  expect(watch.look()).toBeUndefined()
  expect(seconds(9)).toBeUndefined()
  expect(seconds(40, 0)).toBeUndefined()
  // It still has the rest of its time, and no more.
  expect(seconds(20, 0)).toMatchObject({ cause: 'wall_time' })
})
