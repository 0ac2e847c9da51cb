import { describe, expect, it } from 'vitest'
import type { Approval } from '#schemas'
import { anApproval } from './factory.ts'
import { areAlike, merged, nextAfter } from './list-model.ts'

const row = (id: string, over: Partial<Approval> = {}) => anApproval({ id, ...over })
const ids = (rows: readonly Approval[]) => rows.map(({ id }) => id)

describe('the list', () => {
  it('keeps every row in its place, and puts what is new below', () => {
    const shown = [row('b'), row('a')]
    expect(ids(merged(shown, [row('c'), row('a'), row('b')], []))).toEqual(['b', 'a', 'c'])
  })

  it('shows what became of a row that was settled elsewhere', () => {
    const settled = row('a', { state: 'rejected' })
    expect(merged([row('a'), row('b')], [row('b')], [settled])[0]).toBe(settled)
  })
})

describe('the next decision', () => {
  const rows = [row('a'), row('b', { state: 'approved' }), row('c'), row('d')]
  it('is the next one below that waits', () => expect(nextAfter(rows, ['a'])).toBe('c'))
  it('is one above where there is none below', () => expect(nextAfter(rows, ['d'])).toBe('c'))
  it('passes over what was put off', () => expect(nextAfter(rows, ['c', 'd'])).toBe('a'))
  it('is none where nothing waits', () => expect(nextAfter([row('a')], ['a'])).toBeUndefined())
})

it('takes requests for one of a kind only where all ask for the same', () => {
  const alike = 'a'.repeat(64)
  expect(areAlike([row('a', { alike }), row('b', { alike })])).toBe(true)
  expect(areAlike([row('a', { alike }), row('b')])).toBe(false)
})
