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
    pass(ms: number) {
      now += ms
      for (const timer of timers.filter(({ at }) => at <= now)) {
        timers.splice(timers.indexOf(timer), 1)
        timer.run()
      }
    },
  }
}

it('acts at once, then once more for everything that came within 250 ms', () => {
  const { gate, pass } = aGate()
  const ask = vi.fn<() => void>()
  for (let touch = 0; touch < 5; touch += 1) {
    gate.run('jobs', ask)
    pass(20)
  }
  expect(ask).toHaveBeenCalledTimes(1)
  pass(250)
  expect(ask).toHaveBeenCalledTimes(2)
  pass(1000)
  expect(ask).toHaveBeenCalledTimes(2)
})

it('keeps each query to itself', () => {
  const { gate } = aGate()
  const [jobs, counts] = [vi.fn<() => void>(), vi.fn<() => void>()]
  gate.run('jobs', jobs)
  gate.run('counts', counts)
  expect([jobs.mock.calls.length, counts.mock.calls.length]).toEqual([1, 1])
})

it('drops what is due when it is stopped', () => {
  const { gate, pass } = aGate()
  const ask = vi.fn<() => void>()
  gate.run('jobs', ask)
  gate.run('jobs', ask)
  gate.stop()
  pass(1000)
  expect(ask).toHaveBeenCalledTimes(1)
})
