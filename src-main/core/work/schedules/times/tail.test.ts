import { expect, it } from 'vitest'
import { occurrencesOf } from './occurrences.ts'
import { startOf } from './spread.ts'
import { tailOf } from './tail.ts'

const YEAR = 365 * 86_400_000
const FROM = Date.parse('2026-01-01T00:00:00Z')

it('finds the last of years of seconds without walking through them', () => {
  const seconds = occurrencesOf({ kind: 'cron', expression: '* * * * * *' }, 'Europe/Vienna')
  const startedAt = performance.now()
  const { first, last, count } = tailOf(seconds, FROM, FROM + 5 * YEAR, 3)
  expect(performance.now() - startedAt).toBeLessThan(2000)
  expect(first?.at).toBe(FROM + 1000)
  expect(last.map(({ at }) => at)).toEqual([2, 1, 0].map((back) => FROM + 5 * YEAR - back * 1000))
  expect(count).toBe(1000)
})

it('counts what is little exactly', () => {
  const hours = occurrencesOf({ kind: 'interval', every_s: 3600 }, 'UTC')
  expect(tailOf(hours, FROM, FROM + 5 * 3_600_000, 2)).toMatchObject({
    count: 5,
    last: [{ at: FROM + 4 * 3_600_000 }, {}],
  })
  expect(tailOf(hours, FROM, FROM + 1000, 2)).toEqual({ first: undefined, last: [], count: 0 })
})

it('spreads an occurrence always alike, and never past the next one', () => {
  const minutes = occurrencesOf({ kind: 'interval', every_s: 60 }, 'UTC')
  const starts = Array.from({ length: 200 }, (_, at) => startOf(minutes, 'sch-1', 86_400, FROM + at * 60_000) - FROM)
  expect(starts).toEqual(starts.map((_, at) => startOf(minutes, 'sch-1', 86_400, FROM + at * 60_000) - FROM))
  expect(starts.every((start, at) => start >= at * 60_000 && start < (at + 1) * 60_000)).toBe(true)
  expect(new Set(starts.map((start) => Math.floor((start % 60_000) / 6000))).size).toBe(10)
  expect(startOf(minutes, 'sch-2', 86_400, FROM)).not.toBe(starts[0]! + FROM)
  expect(startOf(minutes, 'sch-1', 0, FROM)).toBe(FROM)
})
