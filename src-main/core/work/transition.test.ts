import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'
import { type RunEnd, transition } from './finish.ts'

const states = ['succeeded', 'failed', 'timed_out', 'over_budget', 'killed', 'lost', 'cancelled'] as const

const job = fc
  .record({ max_attempts: fc.integer({ min: 1, max: 20 }), cancel_requested: fc.constantFrom(0, 1) })
  .chain((fixed) => fc.integer({ min: 0, max: fixed.max_attempts }).map((attempts) => ({ ...fixed, attempts })))
const spec = fc.record({
  retry_on: fc.uniqueArray(fc.constantFrom('failed' as const, 'timed_out' as const, 'over_budget' as const)),
  replay: fc.constantFrom('at_least_once' as const, 'at_most_once' as const),
})
const end = fc.record<Pick<RunEnd, 'state' | 'code' | 'transient'>>({
  state: fc.constantFrom(...states),
  code: fc.constantFrom(null, 'shutdown', 'kill_switch', 'argv_rejected', 'any'),
  transient: fc.boolean(),
})

/** Whether `check` holds for every end of every run. */
function expectAlways(check: (...all: Parameters<typeof transition>) => boolean): void {
  fc.assert(fc.property(job, fc.option(spec, { nil: undefined }), end, fc.boolean(), check), { numRuns: 500 })
}

describe('what follows the end of a run', () => {
  it('is success after a success only, also when a cancel came too late', () => {
    expectAlways((...all) => (transition(...all).state === 'succeeded') === (all[2].state === 'succeeded'))
  })

  it('is the end of the job when it was cancelled, whatever else the run says', () => {
    expectAlways((...all) => {
      const [{ cancel_requested }, , { state }] = all
      const cancelled = state === 'cancelled' || cancel_requested === 1
      return state === 'succeeded' || (transition(...all).state === 'cancelled') === cancelled
    })
  })

  it('is another try only while attempts are left', () => {
    expectAlways((...all) => transition(...all).state !== 'retrying' || all[0].attempts + 1 < all[0].max_attempts)
  })

  it('is another try after a loss, a passing failure, and the ends the job names, as long as attempts are left', () => {
    expectAlways((...all) => {
      const [{ attempts, max_attempts, cancel_requested }, given, { state, code, transient }] = all
      const isNamed = given?.retry_on.some((each) => each === state) === true && code !== 'argv_rejected'
      const mayRetry =
        (state === 'lost' && given?.replay !== 'at_most_once') || (state === 'failed' && transient) || isNamed
      const expected = mayRetry && cancel_requested === 0 && attempts + 1 < max_attempts
      return (transition(...all).state === 'retrying') === expected
    })
  })

  it('uses up an attempt unless the run was killed', () => {
    expectAlways((...all) => {
      const next = transition(...all)
      const spared = all[2].state === 'killed' && next.state !== 'cancelled' && next.state !== 'failed'
      return next.attemptUsed !== spared
    })
  })

  it('is never another run where nobody knows how far the last came, and the job is to run at most once', () => {
    expectAlways((...all) => {
      const [, given, { state }] = all
      const isCutOff = state === 'lost' || state === 'killed'
      return (
        given?.replay !== 'at_most_once' ||
        !isCutOff ||
        ['failed', 'cancelled', 'held'].includes(transition(...all).state)
      )
    })
  })

  it('is held with a reason or not held, and only the kill switch holds', () => {
    expectAlways((...all) => {
      const { state, heldReason } = transition(...all)
      return (state === 'held') === (heldReason === 'kill_switch')
    })
  })
})

it('waits a whole number of milliseconds within its bounds before any further try', () => {
  const bounds = { minMs: 2000, maxMs: 300_000 }
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), fc.float({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const wait = backoffMs(bounds, attempt, random)
      return Number.isInteger(wait) && wait >= bounds.minMs * 0.75 && wait <= bounds.maxMs * 1.25
    }),
  )
})

it('waits as long as a job asks for itself', () => {
  const own = { first_s: 30, factor: 3, longest_s: 600, jitter: 0.1 }
  const bounds = { minMs: 2000, maxMs: 300_000 }
  expect([1, 2, 3, 4, 9].map((attempt) => backoffMs(bounds, attempt, 0.5, own))).toEqual([
    30_000, 90_000, 270_000, 600_000, 600_000,
  ])
  expect([0, 1].map((random) => backoffMs(bounds, 1, random, own))).toEqual([27_000, 33_000])
})
