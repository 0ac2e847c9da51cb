import { expect, it, vi } from 'vitest'
import { createWaiters } from './waiters.ts'

/** A clock on which time passes at once. */
function aBed() {
  const timers: (() => void)[] = []
  const cancel = vi.fn<() => void>()
  const after = (_ms: number, fire: () => void) => {
    timers.push(fire)
    return cancel
  }
  return { waiters: createWaiters({ after }), cancel, timers }
}

it('wakes all who wait for the same, and lets their timers go', async () => {
  const { waiters, cancel } = aBed()
  const both = Promise.all([waiters.until('a', 100), waiters.until('a', 100)])
  waiters.ended('b')
  expect(cancel).not.toHaveBeenCalled()
  waiters.ended('a')
  await both
  expect(cancel).toHaveBeenCalledTimes(2)
})

it('forgets who has waited long enough', async () => {
  const { waiters, cancel, timers } = aBed()
  const short = waiters.until('a', 100)
  const long = waiters.until('a', 200)
  timers[0]?.()
  await short
  waiters.ended('a')
  await long
  expect(cancel).toHaveBeenCalledOnce()
})
