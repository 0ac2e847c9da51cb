import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createCoreClock } from './core-clock.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', { hidden: false, addEventListener: () => undefined })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const said = '2026-03-01T12:00:00.000Z'
const at = Date.parse(said)

it('stands still without contact and goes on with the next time it hears', () => {
  const clock = createCoreClock()
  clock.set(said)
  vi.advanceTimersByTime(3000)
  expect(clock.now()).toBe(at + 3000)
  clock.hold(at + 1000)
  vi.advanceTimersByTime(60_000)
  expect(clock.now()).toBe(at + 1000)
  clock.set('2026-03-01T12:02:00.000Z')
  vi.advanceTimersByTime(1000)
  expect(clock.now()).toBe(at + 121_000)
})

it('goes on where it would be when the core gives a sign of life without a time', () => {
  const clock = createCoreClock()
  clock.set(said)
  clock.hold(undefined)
  vi.advanceTimersByTime(5000)
  expect(clock.now()).toBe(at)
  clock.goOn()
  expect(clock.now()).toBe(at + 5000)
})
