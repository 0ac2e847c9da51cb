import { describe, expect, it } from 'vitest'
import type { Job } from '#schemas'
import type { JobPage } from '#schemas/contract'
import { aJob } from '../../facts/factory.ts'
import { firstPage, letGo, showFresh, showNext, takeAgain, takeJob } from './list-model.ts'
import type { ListModel } from './list-places.ts'
import { countRows, heldText, pagesOfRows, rowsOf } from './list-rows.ts'

function page(seqs: number[], next: string | null = null, over: Partial<Job> = {}): JobPage {
  return { items: seqs.map((seq) => aJob({ seq, ...over })), next_cursor: next, head: 1 }
}
const idOf = (seq: number) => aJob({ seq }).id
const seqs = (model: ListModel) => rowsOf(model).map((job) => job?.seq)
const newest = (first: JobPage) => firstPage('a list', 'newest', first)
const cursors = (model: ListModel, first: number, last: number) =>
  pagesOfRows(model, first, last).map(({ cursor }) => cursor)

describe('a list that holds still', () => {
  it('adds pages at its end', () => {
    const model = showNext(newest(page([9, 8], 'c8')), page([7, 6], 'c6'))
    expect(seqs(model)).toEqual([9, 8, 7, 6])
    expect(model.cursor).toBe('c6')
  })

  it('changes a row in place and moves none', () => {
    const before = newest(page([9, 8]))
    const after = takeJob(before, aJob({ seq: 8, state: 'failed' }))
    expect(seqs(after)).toEqual([9, 8])
    expect(after.jobs.get(idOf(8))?.state).toBe('failed')
    expect(takeJob(before, aJob({ seq: 5 }))).toBe(before)
  })

  it('counts arrivals and leavers until they are shown', () => {
    const before = newest(page([9, 7, 6], 'c6'))
    const held = takeAgain(before, undefined, page([10, 9, 8, 6], 'c6'))
    expect(seqs(held)).toEqual([9, 7, 6])
    expect(heldText(held)).toBe('2 new, 1 no longer matches')
    const shown = showFresh(held)
    expect(seqs(shown)).toEqual([10, 9, 8, 6])
    expect(heldText(shown)).toBe('')
  })

  it('says nothing of rows below the page that was read again', () => {
    const model = showNext(newest(page([9, 8], 'c8')), page([7, 6]))
    const held = takeAgain(model, undefined, page([11, 10], 'c10'))
    expect(held.gone.size).toBe(0)
    expect(held.overflowed).toBe(true)
    expect(heldText(held)).toBe('2+ new')
  })

  it('does not call jobs new that lie on a page not loaded yet', () => {
    const model = newest(page([9, 8], 'c8'))
    const held = takeAgain(model, undefined, page([9, 7], 'c7'))
    expect(heldText(held)).toBe('1 no longer matches')
    expect(held.fresh.size).toBe(0)
  })

  it('forgets an arrival that left again, and a leaver that came back', () => {
    const model = newest(page([9, 8]))
    const held = takeAgain(model, undefined, page([10, 9]))
    expect(heldText(takeAgain(held, undefined, page([9, 8])))).toBe('')
  })

  it('knows which pages hold the rows in view', () => {
    const model = showNext(showNext(newest(page([9, 8], 'c8')), page([7, 6], 'c6')), page([5, 4]))
    expect(cursors(model, 0, 1)).toEqual([undefined])
    expect(cursors(model, 1, 2)).toEqual([undefined, 'c8'])
    expect(cursors(model, 4, 5)).toEqual(['c6'])
    expect(cursors(model, 7, 9)).toEqual([])
  })

  it('shows the oldest first where that is asked, and arrivals at its end', () => {
    const model = firstPage('a list', 'oldest', page([1, 2, 3]))
    const held = takeAgain(model, undefined, page([1, 3, 4]))
    expect(heldText(held)).toBe('1 new, 1 no longer matches')
    expect(seqs(showFresh(held))).toEqual([1, 3, 4])
  })

  it('reads on where its last page has grown beyond one answer', () => {
    const model = takeAgain(newest(page([])), undefined, page([5, 4], 'c4'))
    expect(model.cursor).toBe('c4')
    expect(seqs(showNext(showFresh(model), page([3, 2])))).toEqual([5, 4, 3, 2])
  })

  it('begins at its top again when that grew long', () => {
    const range = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, at) => from - at)
    let model = newest(page(range(100, 1), 'c1'))
    for (const top of [180, 260]) model = showFresh(takeAgain(model, undefined, page(range(top, top - 139), 'next')))
    expect(countRows(model)).toBe(140)
    expect(model.cursor).toBe('next')
  })
})

describe('a long list', () => {
  const PAGES = 60
  const long = () => {
    let model = newest(page(seqsOfPage(0), 'c0'))
    for (let at = 1; at < PAGES; at++) model = showNext(model, page(seqsOfPage(at), `c${at}`))
    return model
  }
  const seqsOfPage = (at: number) => Array.from({ length: 100 }, (_, row) => PAGES * 100 - at * 100 - row)

  it('keeps the place but not the jobs of pages far from the view', () => {
    const before = long()
    const model = letGo(before, 5900, 5930)
    expect(countRows(model)).toBe(6000)
    expect(model.jobs.size).toBeLessThan(2200)
    expect(rowsOf(model)[200]).toBeUndefined()
    expect(rowsOf(model)[5900]).toBe(rowsOf(before)[5900])
    expect(letGo(model, 5900, 5930)).toBe(model)
  })

  it('puts them back when one returns, however many there are by then', () => {
    const model = letGo(long(), 5900, 5930)
    const [there] = pagesOfRows(model, 150, 150)
    const back = takeAgain(model, there?.cursor, page(seqsOfPage(1), 'c1'))
    expect(rowsOf(back)[150]?.seq).toBe(seqsOfPage(1)[50])
    const fewer = takeAgain(model, there?.cursor, page(seqsOfPage(1).slice(2), 'c1'))
    expect(countRows(fewer)).toBe(5998)
    const cut = takeAgain(model, there?.cursor, page(seqsOfPage(1).slice(0, 90), 'c1-later'))
    expect(pagesOfRows(cut, 190, 190)[0]).toMatchObject({ cursor: 'c1-later', ids: undefined })
  })
})
