import { expect, it, vi } from 'vitest'
import { createRefetchGate } from './refetch-gate.ts'

function aGate() {
  let now = 0
  const timers: { at: number; run: () => void }[] = []
  const gate = createRefetchGate({
    everyMs: 250,
    now: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), 1)
    },
  })
  return {
    gate,
    async pass(ms: number) {
      now += ms
      // What was done meanwhile is seen before any timer.
      await Promise.resolve()
      for (const timer of timers.filter(({ at }) => at <= now)) {
        timers.splice(timers.indexOf(timer), 1)
        timer.run()
      }
      await Promise.resolve()
    },
  }
}

/** One that is answered at once. */
const aQuestion = () => vi.fn<() => Promise<void>>(() => Promise.resolve())

it('acts at once, then once more for everything that came within 250 ms', async () => {
  const { gate, pass } = aGate()
  const ask = aQuestion()
  for (let touch = 0; touch < 5; touch += 1) {
    gate.run('jobs', ask)
    await pass(20)
  }
  expect(ask).toHaveBeenCalledTimes(1)
  await pass(250)
  expect(ask).toHaveBeenCalledTimes(2)
  await pass(1000)
  expect(ask).toHaveBeenCalledTimes(2)
})

it('keeps each query to itself', () => {
  const { gate } = aGate()
  const [jobs, counts] = [aQuestion(), aQuestion()]
  gate.run('jobs', jobs)
  gate.run('counts', counts)
  expect([jobs.mock.calls.length, counts.mock.calls.length]).toEqual([1, 1])
})

it('drops what is due when it is stopped', async () => {
  const { gate, pass } = aGate()
  const ask = aQuestion()
  gate.run('jobs', ask)
  gate.run('jobs', ask)
  gate.stop()
  await pass(1000)
  expect(ask).toHaveBeenCalledTimes(1)
})

it('lets an answer come that takes longer, then asks once more for what came meanwhile', async () => {
  const { gate, pass } = aGate()
  let answer = () => {}
  const ask = vi.fn<() => Promise<void>>(() => new Promise((resolve) => (answer = resolve)))
  gate.run('jobs', ask)
  await pass(400)
  gate.run('jobs', ask)
  gate.run('jobs', ask)
  await pass(400)
  expect(ask).toHaveBeenCalledTimes(1)
  answer()
  await pass(0)
  expect(ask).toHaveBeenCalledTimes(2)
})

it('asks again after a question that failed', async () => {
  const { gate, pass } = aGate()
  const ask = vi.fn<() => Promise<void>>(() => Promise.reject(new Error('No answer.')))
  gate.run('jobs', ask)
  gate.run('jobs', ask)
  await pass(300)
  expect(ask).toHaveBeenCalledTimes(2)
})
