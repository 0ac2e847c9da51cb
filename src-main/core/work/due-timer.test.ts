import { expect, it } from 'vitest'
import { createClock } from '#schemas/format'
import { createDueTimer, startDueTimer } from './due-timer.ts'
import { aQueue } from './test-bed.ts'

/** A clock whose timers only fire by hand. */
function aClock() {
  const timers = new Set<{ ms: number; fire: () => void }>()
  const clock = {
    ...createClock(),
    now: () => 1000,
    after(ms: number, fire: () => void) {
      const timer = { ms, fire }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
  }
  return { clock, waits: () => [...timers].map(({ ms }) => ms) }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

it('waits until the next job is due, at most a minute, and not at all when there is none', async () => {
  const { clock, waits } = aClock()
  const due: (number | undefined)[] = [1500, 9_000_000, undefined]
  const timer = createDueTimer(
    clock,
    () => Promise.resolve(due.shift()),
    () => undefined,
  )
  for (const expected of [[500], [60_000], []]) {
    timer.look()
    await settle()
    expect(waits()).toEqual(expected)
  }
})

it('tells of a failure once and looks again once, however many asked', async () => {
  const { clock, waits } = aClock()
  const errors: unknown[] = []
  const timer = createDueTimer(
    clock,
    () => Promise.reject(new Error('disk full')),
    (error) => errors.push(error),
  )
  timer.look()
  timer.look()
  timer.look()
  await settle()
  // The first look, and one for all who asked meanwhile.
  expect(errors).toHaveLength(2)
  expect(waits()).toEqual([60_000])
  timer.close()
  expect(waits()).toEqual([])
})

it('looks again where an event puts a job off, and not for those that have nothing to wait for', async () => {
  const queue = aQueue()
  let looks = 0
  const timer = startDueTimer(
    queue.ledger,
    createClock(),
    async () => {
      looks += 1
      return undefined
    },
    () => undefined,
  )
  const looksOf = async (act: () => Promise<unknown>) => {
    const before = looks
    await act()
    await settle()
    return looks - before
  }
  const claimed = async () => (await queue.claim('repo_tools')) ?? { run: '', token: 0 }
  expect(await looksOf(() => queue.add())).toBe(0)
  const first = await claimed()
  expect(await looksOf(() => queue.finish(first.run, first.token))).toBe(0)
  expect(await looksOf(() => queue.add({ run_at: '2026-02-01T00:00:00Z' }))).toBe(1)
  await queue.add()
  const second = await claimed()
  const failing = { state: 'failed', code: 'x', transient: true } as const
  expect(await looksOf(() => queue.finish(second.run, second.token, failing))).toBe(1)
  timer.close()
})
