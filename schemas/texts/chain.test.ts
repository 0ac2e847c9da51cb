import { expect, it } from 'vitest'
import { chainText } from './chain.ts'

const ledger = { seq: 369, hash: 'f'.repeat(64), segments: 1, verified_at: '2026-03-01T03:49:04.000Z' }

it('claims only the rows that were looked at', () => {
  expect(chainText({ ...ledger, verified_seq: 40, verified_ok: true }, 'at 03:49:04')).toBe(
    '369 rows; 40 verified at 03:49:04, 329 since then not yet',
  )
  expect(chainText({ ...ledger, verified_seq: 369, verified_ok: true }, 'at 03:49:04')).toBe(
    '369 rows, all verified at 03:49:04',
  )
})

it('says when nothing was verified and when damage was found', () => {
  expect(chainText({ ...ledger, verified_seq: null, verified_at: null, verified_ok: null }, '')).toBe(
    '369 rows, not verified since the start',
  )
  expect(chainText({ ...ledger, verified_seq: 40, verified_ok: false }, '2 min ago')).toBe(
    '369 rows, found damaged 2 min ago',
  )
})
