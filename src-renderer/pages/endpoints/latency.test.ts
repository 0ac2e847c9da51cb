import { expect, it } from 'vitest'
import { latencyChart, latencyWords } from './latency.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const probe = (minutesAgo: number, ms: number | null) => ({ at: new Date(NOW - minutesAgo * 60_000).toISOString(), ms })

it('puts each probe where it was, and leaves a gap where nothing answered', () => {
  const { buckets, series } = latencyChart([probe(36, 10), probe(35.9, 30), probe(20.5, null), probe(0, 50)])
  expect(buckets).toHaveLength(36)
  expect(buckets[0]).toMatchObject({ start: NOW - 36 * 60_000, end: NOW - 35 * 60_000, unfinished: false })
  expect(buckets.at(-1)).toMatchObject({ end: NOW, unfinished: true })
  const [p50, p95] = series.map(({ values }) => values)
  expect([p50?.[0], p95?.[0], p50?.[15], p50?.[35]]).toEqual([10, 30, null, 50])
  expect(p50?.filter((value) => value !== null)).toHaveLength(2)
})

it('draws ten minutes where less is known, and nothing of none', () => {
  expect(latencyChart([probe(0, 5)]).buckets[0]?.start).toBe(NOW - 600_000)
  expect(latencyChart([]).series.every(({ values }) => values.every((value) => value === null))).toBe(true)
})

it('says the whole in a sentence', () => {
  expect(latencyWords({ p50_ms: 84, p95_ms: 1200, probes: 10, answered: 9 })).toBe(
    'Half within 84 ms, 95 % within 1.2 s; 9 of 10 probes answered.',
  )
  expect(latencyWords({ p50_ms: null, p95_ms: null, probes: 1, answered: 0 })).toBe('0 of 1 probe answered.')
})
