import { describe, expect, it } from 'vitest'
import type { EventRecord } from '#schemas'
import { addFresh, addOlder, beginFeed, freshWords, isFull, MAX_FRESH, MAX_ROWS, newestSeq, showFresh } from './feed.ts'

const row = (seq: number): EventRecord => ({
  seq,
  at: seq,
  kind: 'job.enqueued',
  v: 1,
  actor: 'operator',
  job_id: null,
  run_id: null,
  trace_id: null,
  payload: {},
  prev_hash: '',
  hash: '',
})
const rows = (...seqs: number[]) => seqs.map(row)
const seqs = (list: readonly EventRecord[]) => list.map(({ seq }) => seq)
const aFeed = () => beginFeed({ items: rows(5, 4, 3), more: true })

describe('new rows', () => {
  it('go on top, newest first', () => {
    expect(seqs(addFresh(aFeed(), 5, { items: rows(6, 7), more: false }, false).rows)).toEqual([7, 6, 5, 4, 3])
  })

  it('are kept back and counted while the list is held', () => {
    const held = addFresh(
      addFresh(aFeed(), 5, { items: rows(6), more: false }, true),
      6,
      { items: rows(7), more: false },
      true,
    )
    expect(seqs(held.rows)).toEqual([5, 4, 3])
    expect(freshWords(held)).toBe('2 new')
    expect(newestSeq(held)).toBe(7)
    expect(seqs(showFresh(held).rows)).toEqual([7, 6, 5, 4, 3])
  })

  it('are left out where they would not follow the newest: the list began anew meanwhile', () => {
    expect(seqs(addFresh(aFeed(), 3, { items: rows(4, 5, 6), more: false }, false).rows)).toEqual([5, 4, 3])
  })

  it('are no longer counted when there are too many, so that the list must begin anew', () => {
    const flood = addFresh(aFeed(), 5, { items: rows(6, 7), more: true }, true)
    expect(freshWords(flood)).toBe(`${MAX_FRESH.toLocaleString('en-US')}+ new`)
    expect(seqs(showFresh(flood).rows)).toEqual([5, 4, 3])
  })
})

it('adds older rows below', () => {
  const older = addOlder(aFeed(), 3, { items: rows(2, 1), more: false })
  expect(seqs(older.rows)).toEqual([5, 4, 3, 2, 1])
  expect(older.more).toBe(false)
})

it('adds no older rows that would leave a gap', () => {
  const elsewhere = addOlder(aFeed(), 60, { items: rows(59, 58), more: true })
  expect(seqs(elsewhere.rows)).toEqual([5, 4, 3])
  expect(seqs(addOlder(aFeed(), 2, { items: rows(1), more: false }).rows)).toEqual([5, 4, 3])
})

describe('the number of rows', () => {
  const many = (from: number, count: number) => rows(...Array.from({ length: count }, (_, at) => from - at))

  it('is bounded, whether older rows come or newer ones', () => {
    const feed = beginFeed({ items: many(MAX_ROWS * 2, MAX_ROWS - 1), more: true })
    expect(isFull(feed)).toBe(false)
    const older = addOlder(feed, MAX_ROWS + 2, { items: many(MAX_ROWS + 1, 100), more: true })
    expect(older.rows).toHaveLength(MAX_ROWS)
    expect(isFull(older)).toBe(true)
    const newer = addFresh(older, MAX_ROWS * 2, { items: rows(MAX_ROWS * 2 + 1), more: false }, false)
    expect(newer.rows).toHaveLength(MAX_ROWS)
    expect(newestSeq(newer)).toBe(MAX_ROWS * 2 + 1)
  })
})
