import * as fc from 'fast-check'
import { describe, it } from 'vitest'
import { backoffMs } from './backoff.ts'
import { type RunEnd, transition } from './finish.ts'

const states = ['succeeded', 'failed', 'timed_out', 'over_budget', 'killed', 'lost', 'cancelled'] as const

const job = fc
  .record({ max_attempts: fc.integer({ min: 1, max: 20 }), cancel_requested: fc.constantFrom(0, 1) })
  .chain((fixed) => fc.integer({ min: 0, max: fixed.max_attempts }).map((attempts) => ({ ...fixed, attempts })))
const spec = fc.record({ retry_on: fc.uniqueArray(fc.constantFrom('timed_out' as const, 'over_budget' as const)) })
const end = fc.record<Pick<RunEnd, 'state' | 'code' | 'transient'>>({
  state: fc.constantFrom(...states),
  code: fc.constantFrom(null, 'shutdown', 'kill_switch', 'any'),
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
      const [{ attempts, max_attempts, cancel_requested }, given, { state, transient }] = all
      const mayRetry =
        state === 'lost' ||
        (state === 'failed' && transient) ||
        ((state === 'timed_out' || state === 'over_budget') && given?.retry_on.includes(state) === true)
      const expected = mayRetry && cancel_requested === 0 && attempts + 1 < max_attempts
      return (transition(...all).state === 'retrying') === expected
    })
  })

  it('uses up an attempt unless the run was killed', () => {
    expectAlways((...all) => {
      const next = transition(...all)
      const spared = all[2].state === 'killed' && next.state !== 'cancelled'
      return next.attemptUsed !== spared
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
