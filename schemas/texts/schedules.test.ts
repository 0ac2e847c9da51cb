import { expect, it } from 'vitest'
import { triggerWords } from './schedules.ts'

it.each([
  [60, 'Every minute'],
  [90, 'Every 1 min 30 s'],
  [30, 'Every 30 seconds'],
  [3600, 'Every hour'],
  [129_600, 'Every 36 hours'],
  [172_800, 'Every 2 days'],
])('says an interval of %i s as people do', (every_s, words) => {
  expect(triggerWords({ kind: 'interval', every_s }, 'UTC')).toBe(words)
})

it('says a moment by the clocks of its zone', () => {
  const at = '2026-11-21T23:30:00.000Z'
  expect(triggerWords({ kind: 'once', at }, 'Europe/Vienna')).toBe('Once, on 2026-11-22 at 00:30 in Europe/Vienna')
  expect(triggerWords({ kind: 'once', at: '2026-11-21T23:30:05.250Z' }, 'UTC')).toBe(
    'Once, on 2026-11-21 at 23:30:05 in UTC',
  )
  expect(triggerWords({ kind: 'once', at }, 'Nowhere/None')).toBe('Once, on 2026-11-21 at 23:30 in UTC')
})

it('names what a schedule follows', () => {
  expect(triggerWords({ kind: 'manual' }, 'UTC')).toBe('Only when told to')
  expect(triggerWords({ kind: 'manual' }, 'UTC', ['build'])).toBe('After build')
  expect(triggerWords({ kind: 'cron', expression: '30 2 * * *' }, 'UTC', ['build', 'docs'])).toBe(
    'Every day at 02:30 in UTC, and after build and docs',
  )
})
