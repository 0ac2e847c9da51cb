import { expect, it } from 'vitest'
import { liveUses, stillFor } from './live-uses.ts'

const uses = [
  { label: 'time', used: 1000, limit: 60_000, measure: 'duration' },
  { label: 'tools', used: 1, limit: 10, measure: 'count' },
  { label: 'output', used: 500, limit: 1000, measure: 'bytes' },
] as const
const live = {
  run: 'r',
  job: 'j',
  usage: { wall_ms: 2000, tool_calls: 2, output_bytes: 400 },
  stored: 400,
  at: 100_000,
}

it('shows what the process says, and never less than the row', () => {
  expect(liveUses(uses, live).map((use) => use.used)).toEqual([2000, 2, 500])
})

it('shows the row alone before the first report', () => {
  expect(liveUses(uses, undefined)).toEqual(uses)
})

it('calls a process that has missed several reports still, and one that is only late not', () => {
  expect(stillFor(live, 0, 101_000)).toBeUndefined()
  expect(stillFor(live, 0, 104_000)).toBe(4000)
})

it('gives a process that was never heard the same time, from when this page began to listen', () => {
  expect(stillFor(undefined, 100_000, 102_000)).toBeUndefined()
  expect(stillFor(undefined, 100_000, 103_000)).toBe(3000)
  expect(stillFor(live, 103_500, 104_000)).toBeUndefined()
})
