import { expect, it } from 'vitest'
import { zonedTime } from './zoned.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')

it('says the year of a time that is more than half a year away', () => {
  expect(zonedTime('2026-11-29T14:00:00Z', 'America/New_York', NOW)).toBe('Sun 29 Nov 09:00')
  expect(zonedTime('2028-02-29T11:00:00Z', 'Europe/Berlin', NOW)).toBe('Tue 29 Feb 2028 12:00')
  expect(zonedTime('2025-11-21T12:00:05Z', 'UTC', NOW)).toBe('Fri 21 Nov 2025 12:00:05')
})
