import { expect, it } from 'vitest'
import { axisTimes, spanWords } from './time-labels.ts'

const at = (iso: string) => Date.parse(iso)
const HOUR = 3_600_000

it('writes days where they begin, and only days where steps are days', () => {
  const moments = [at('2026-03-01T22:00:00Z'), at('2026-03-02T00:00:00Z')]
  expect(axisTimes(moments, 2 * HOUR, 'UTC')).toEqual(['22:00', '2 Mar'])
  expect(axisTimes(moments, 24 * HOUR, 'UTC')).toEqual(['1 Mar', '2 Mar'])
})

it('names a bucket by its ends, with the day where it is not today', () => {
  const now = at('2026-03-02T12:00:00Z')
  const span = (start: string, ms: number) => spanWords({ start: at(start), end: at(start) + ms }, now, 'UTC')
  expect(span('2026-03-02T09:15:00Z', HOUR / 4)).toBe('09:15–09:30')
  expect(span('2026-03-01T22:00:00Z', 2 * HOUR)).toBe('1 Mar 22:00–00:00')
  expect(span('2026-03-01T00:00:00Z', 24 * HOUR)).toBe('1 Mar')
  expect(span('2026-02-23T00:00:00Z', 7 * 24 * HOUR)).toBe('23 Feb to 1 Mar')
})
