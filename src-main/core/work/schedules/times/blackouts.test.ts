import { expect, it } from 'vitest'
import type { Blackout } from '#schemas'
import { blackoutEnd } from './blackouts.ts'

const ends = (blackouts: Blackout[], at: string, zone = 'UTC') => {
  const end = blackoutEnd(blackouts, zone, Date.parse(at))
  return end === undefined ? undefined : new Date(end).toISOString()
}

it('lies over midnight where it ends before it begins', () => {
  const nights: Blackout[] = [{ kind: 'daily', from: '22:00', until: '06:00' }]
  expect(ends(nights, '2026-01-05T21:59:00Z')).toBeUndefined()
  expect(ends(nights, '2026-01-05T22:00:00Z')).toBe('2026-01-06T06:00:00.000Z')
  expect(ends(nights, '2026-01-06T05:59:59Z')).toBe('2026-01-06T06:00:00.000Z')
  expect(ends(nights, '2026-01-06T06:00:00Z')).toBeUndefined()
})

it('begins only on its weekdays', () => {
  const friday: Blackout[] = [{ kind: 'daily', from: '22:00', until: '06:00', weekdays: ['fri'] }]
  expect(ends(friday, '2026-01-10T05:00:00Z')).toBe('2026-01-10T06:00:00.000Z')
  expect(ends(friday, '2026-01-10T23:00:00Z')).toBeUndefined()
})

it('ends with the last of those that follow one another', () => {
  const two: Blackout[] = [
    { kind: 'dates', from: '2026-01-05T00:00:00Z', until: '2026-01-05T22:00:00Z' },
    { kind: 'daily', from: '22:00', until: '23:00' },
  ]
  expect(ends(two, '2026-01-05T10:00:00Z')).toBe('2026-01-05T23:00:00.000Z')
})

it('goes by the clocks of the zone, also where they are set meanwhile', () => {
  const nights: Blackout[] = [{ kind: 'daily', from: '00:00', until: '06:00' }]
  expect(ends(nights, '2026-03-08T05:30:00Z', 'America/New_York')).toBe('2026-03-08T10:00:00.000Z')
  expect(ends(nights, '2026-11-01T04:30:00Z', 'America/New_York')).toBe('2026-11-01T11:00:00.000Z')
})
