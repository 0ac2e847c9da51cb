import { expect, it } from 'vitest'
import type { Blackout } from '#schemas'
import { neverFires } from './admit.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const zone = 'Europe/Berlin'

const daily = (from: string, until: string): Blackout => ({ kind: 'daily', from, until })

it('says at once that blackouts leave no time, however many there are and however they overlap', () => {
  const blackouts = [daily('12:00', '11:59'), ...Array.from({ length: 15 }, () => daily('00:00', '23:59'))]
  const trigger = { kind: 'cron', expression: '* * * * * *' } as const
  const before = process.cpuUsage()
  expect(neverFires({ trigger, zone, blackouts }, NOW)).toMatchObject({ data: { why: 'blackout' } })
  const { user } = process.cpuUsage(before)
  expect(user / 1000).toBeLessThan(1000)
})

it('finds the one minute of the day that a blackout leaves, however late an interval comes to it', () => {
  const trigger = { kind: 'interval', every_s: 7 * 3600 + 60, anchor: '2026-01-01T00:01:00Z' } as const
  expect(neverFires({ trigger, zone, blackouts: [daily('00:00', '23:59')] }, NOW)).toBeUndefined()
})
