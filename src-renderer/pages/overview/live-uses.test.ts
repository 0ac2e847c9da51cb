import { expect, it } from 'vitest'
import { liveUses } from './live-uses.ts'

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
const used = (now: number) => liveUses(uses, live, now).map((use) => use.used)

it('lets time go on between two reports', () => {
  expect(used(103_000)).toEqual([5000, 2, 500])
})

it('never goes back behind what the row says', () => {
  expect(used(100_000)).toEqual([2000, 2, 500])
})

it('shows the row alone before the first report', () => {
  expect(liveUses(uses, undefined, 100_000)).toEqual(uses)
})
