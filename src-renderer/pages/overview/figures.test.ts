import { expect, it } from 'vitest'
import type { Stats, StatsBucket } from '#schemas'
import { bucketWords, outcomes, outcomesWords, reasonWords, slots, slotsWords, waits, waitsWords } from './figures.ts'

const empty: StatsBucket = {
  start: '2026-01-01T00:00:00.000Z',
  end: '2026-01-01T00:15:00.000Z',
  unfinished: false,
  ended: null,
  waited: null,
  busy: null,
  slots: null,
}
const aStats = (...buckets: Partial<StatsBucket>[]): Stats => ({
  since: empty.start,
  until: empty.end,
  now: empty.end,
  zone: 'UTC',
  bucket_ms: 900_000,
  buckets: buckets.map((bucket) => ({ ...empty, ...bucket })),
  reasons: [],
  failures: 0,
  budgets: [],
})

it('keeps a gap a gap, and counts nothing as 0 where the core was up', () => {
  const { series } = outcomes(aStats({}, { ended: {} }, { ended: { succeeded: 2 } }))
  expect(series.map(({ id, values }) => [id, values])).toEqual([['succeeded', [null, 0, 2]]])
})

it('draws the outcomes that occurred, states of a kind together', () => {
  const { series } = outcomes(aStats({ ended: { over_budget: 1, timed_out: 2, killed: 1 } }))
  expect(series.map(({ id, values }) => [id, values])).toEqual([
    ['succeeded', [0]],
    ['limit', [3]],
    ['stopped', [1]],
  ])
})

it('tells every line apart by more than its colour', () => {
  const all = { failed: 1, over_budget: 1, lost: 1, killed: 1 }
  for (const { series } of [outcomes(aStats({ ended: all })), waits(aStats({})), slots(aStats({}))]) {
    expect(series.length).toBeLessThanOrEqual(5)
    expect(new Set(series.map(({ stroke }) => stroke)).size).toBe(series.length)
    expect(new Set(series.map(({ marker }) => marker)).size).toBe(series.length)
  }
})

it('says each chart in a sentence', () => {
  const stats = aStats(
    { ended: { succeeded: 1 }, waited: { n: 1, p50_ms: 10, p95_ms: 1500 }, busy: 0.5, slots: 2 },
    { ended: { failed: 1 }, busy: 0.5, slots: 2 },
  )
  expect(outcomesWords(stats)).toBe('2 runs ended, 1 succeeded.')
  expect(waitsWords(stats)).toBe('1 run started; p95 at most 1.5 s.')
  expect(slotsWords(stats)).toBe('25 % of the available slots were busy.')
  expect(slotsWords(aStats({}))).toBe('No worker was up.')
})

it.each([
  [60_000, 'minute'],
  [900_000, '15 min'],
  [7_200_000, '2 h'],
  [86_400_000, 'day'],
  [7 * 86_400_000, 'week'],
])('calls a bucket of %i ms «%s»', (ms, words) => {
  expect(bucketWords(ms)).toBe(words)
})

it('reads codes as people do', () => {
  expect(['max_output_bytes', 'not_a_git_repository'].map(reasonWords)).toEqual([
    'Output limit reached',
    'Not a git repository',
  ])
})
