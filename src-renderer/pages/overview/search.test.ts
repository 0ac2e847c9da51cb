import { expect, it } from 'vitest'
import { isReadable, rangeOf, readOverviewSearch } from './search.ts'

it('reads named ranges and times, and drops what means nothing', () => {
  expect(readOverviewSearch({ since: '7d', until: '2026-01-01' })).toEqual({ since: '7d' })
  expect(readOverviewSearch({ until: '2026-01-01', other: 1 })).toEqual({})
})

it('falls back to the range that was chosen last, then to a day', () => {
  expect(rangeOf({}, '7d')).toEqual({ range: '7d' })
  expect(rangeOf({ since: 'soon' }, 'never')).toEqual({ range: '24h' })
  expect(rangeOf({ since: '1h' }, '7d')).toEqual({ range: '1h' })
})

it('takes times of its own, and an end only after the beginning', () => {
  const since = '2026-01-02T00:00:00.000Z'
  expect(rangeOf({ since: '2026-01-02', until: '2026-01-03' }, undefined)).toEqual({
    since,
    until: '2026-01-03T00:00:00.000Z',
  })
  expect(rangeOf({ since, until: '2026-01-01' }, undefined)).toEqual({ since })
})

it('knows an address that cannot be read', () => {
  expect([{}, { since: '7d' }, { since: '2026-01-02' }].map(isReadable)).toEqual([true, true, true])
  expect([{ since: 'soon' }, { since: '2026-01-02', until: '2026-01-01' }].map(isReadable)).toEqual([false, false])
})
