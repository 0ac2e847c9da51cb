import { expect, it } from 'vitest'
import { type Plan, ratio, figure, ahead } from '../plan.ts'
import { median, percentile } from '../statistics.ts'
import { resultsOf } from './results.ts'
import { tableOf } from './table.ts'

const plan: Plan = {
  rounds: 3,
  steps: [],
  rows: [
    { what: 'ours', unit: '/s', of: figure('core.rate') },
    { what: '… of raw', unit: '×', of: ratio('core.rate', 'raw.rate'), target: { atLeast: 0.5 } },
    { what: 'of the best peer', unit: '×', of: ahead('core.rate', ['a.rate', 'b.rate']), target: { atLeast: 2 } },
    { what: 'not measured', unit: 'ms', of: figure('gone.p50'), target: { atMost: 1 } },
  ],
  notes: ['A note.'],
}
const rounds = [
  { 'core.rate': 100, 'raw.rate': 100, 'a.rate': 50 },
  { 'core.rate': 300, 'raw.rate': 1000, 'a.rate': 50, 'b.rate': 100 },
  { 'core.rate': 200, 'raw.rate': 250, 'a.rate': 400 },
]

it('takes a ratio within each round and the middle of those, not the ratio of middles', () => {
  const [ours, ofRaw] = resultsOf(plan, {}, rounds)
  expect(ours).toMatchObject({ median: 200, min: 100, max: 300 })
  expect(ofRaw).toMatchObject({ rounds: [1, 0.3, 0.8], median: 0.8, met: true })
})

it('compares with the best peer that was there', () => {
  expect(resultsOf(plan, {}, rounds)[2]).toMatchObject({ rounds: [2, 3, 0.5], median: 2, met: true })
})

it('leaves out what was not measured', () => {
  expect(resultsOf(plan, {}, rounds).map(({ what }) => what)).toEqual(['ours', '… of raw', 'of the best peer'])
})

it('says in the table what was reached', () => {
  const results = resultsOf(plan, {}, rounds)
  const table = tableOf({
    name: 'x',
    title: 'Title',
    load: { before: 1, after: 2 },
    seconds: 3,
    results,
    notes: plan.notes,
  })
  expect(table.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
    '## Title',
    'Load 1.0 before, 2.0 after; 3 s.',
    '',
    '| what | median | range | target | met |',
    expect.stringMatching(/^\|-+\|-+:\|-+:\|-+:\|-+:\|$/),
    '| ours | 200 /s | 100 to 300 | | |',
    '| … of raw | 0.80 × | 0.30 to 1.00 | ≥ 0.50 | yes |',
    '| of the best peer | 2.00 × | 0.50 to 3.00 | ≥ 2.00 | yes |',
    '',
    'A note.',
    '',
  ])
})

it('counts percentiles by the values that are there', () => {
  expect(percentile([5, 1, 4, 2, 3], 0.5)).toBe(3)
  expect(percentile([1, 2, 3, 4], 0.95)).toBe(4)
  expect(median([4, 1, 3, 2])).toBe(2.5)
})
