import { describe, expect, it } from 'vitest'
import { afterQuietHours, nextDigest, nextLocalTime } from './hours.ts'

const at = (iso: string) => Date.parse(iso)
const iso = (ms: number) => new Date(ms).toISOString()
const NIGHT = { from: '22:00', to: '07:00' }

describe('quiet hours', () => {
  it.each([
    ['before them', '2026-01-10T20:59:00Z', '2026-01-10T20:59:00.000Z'],
    ['as they begin', '2026-01-10T21:00:00Z', '2026-01-11T06:00:00.000Z'],
    ['after midnight', '2026-01-11T02:00:00Z', '2026-01-11T06:00:00.000Z'],
    ['as they end', '2026-01-11T06:00:00Z', '2026-01-11T06:00:00.000Z'],
  ])('are those of their zone: %s', (_, now, then) => {
    expect(iso(afterQuietHours({ quiet: NIGHT, zone: 'Europe/Berlin' }, at(now)))).toBe(then)
  })

  it('end by the clocks of the morning, also when those were put forward or back in the night', () => {
    const berlin = { quiet: NIGHT, zone: 'Europe/Berlin' }
    expect(iso(afterQuietHours(berlin, at('2026-03-28T22:00:00Z')))).toBe('2026-03-29T05:00:00.000Z')
    expect(iso(afterQuietHours(berlin, at('2026-10-24T21:00:00Z')))).toBe('2026-10-25T06:00:00.000Z')
  })

  it('within a day do not reach over midnight', () => {
    const lunch = { quiet: { from: '12:00', to: '13:30' }, zone: 'UTC' }
    expect(iso(afterQuietHours(lunch, at('2026-01-10T12:10:00Z')))).toBe('2026-01-10T13:30:00.000Z')
    expect(iso(afterQuietHours(lunch, at('2026-01-10T23:00:00Z')))).toBe('2026-01-10T23:00:00.000Z')
  })
})

describe('a time of day', () => {
  it('that the clocks jump over comes as far behind the jump', () => {
    expect(iso(nextLocalTime('America/New_York', '02:30', at('2026-03-08T05:00:00Z')))).toBe('2026-03-08T07:30:00.000Z')
  })

  it('that it is right now comes tomorrow', () => {
    expect(iso(nextLocalTime('UTC', '08:00', at('2026-01-10T08:00:00Z')))).toBe('2026-01-11T08:00:00.000Z')
  })
})

it('gathers news up to the next full stretch, or the time of day', () => {
  expect(iso(nextDigest({ every_min: 30 }, 'UTC', at('2026-01-10T08:00:00Z')))).toBe('2026-01-10T08:30:00.000Z')
  expect(iso(nextDigest({ every_min: 30 }, 'UTC', at('2026-01-10T08:29:59Z')))).toBe('2026-01-10T08:30:00.000Z')
  expect(iso(nextDigest({ at: '18:00' }, 'Asia/Tokyo', at('2026-01-10T08:00:00Z')))).toBe('2026-01-10T09:00:00.000Z')
})
