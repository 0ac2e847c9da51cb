import { describe, expect, it } from 'vitest'
import type { Job } from '#schemas'
import type { JobPage } from '#schemas/contract'
import { aJob } from '../../facts/factory.ts'
import { firstPage, heldText, pagesOfRows, showFresh, showNext, takeAgain, takeJob } from './list-model.ts'

function page(seqs: number[], next: string | null = null, over: Partial<Job> = {}): JobPage {
  return { items: seqs.map((seq) => aJob({ seq, ...over })), next_cursor: next, head: 1 }
}
const idOf = (seq: number) => aJob({ seq }).id

describe('a list that holds still', () => {
  it('adds pages at its end', () => {
    const model = showNext(firstPage(page([9, 8], 'c8')), page([7, 6], 'c6'))
    expect(model.order).toEqual([9, 8, 7, 6].map(idOf))
    expect(model.cursor).toBe('c6')
  })

  it('changes a row in place and moves none', () => {
    const before = firstPage(page([9, 8]))
    const after = takeJob(before, aJob({ seq: 8, state: 'failed' }))
    expect(after.order).toBe(before.order)
    expect(after.jobs.get(idOf(8))?.state).toBe('failed')
    expect(takeJob(before, aJob({ seq: 5 }))).toBe(before)
  })

  it('counts arrivals and leavers until they are shown', () => {
    const before = firstPage(page([9, 7, 6], 'c6'))
    const held = takeAgain(before, undefined, page([10, 9, 8, 6], 'c6'))
    expect(held.order).toBe(before.order)
    expect(heldText(held)).toBe('2 new, 1 no longer matches')
    const shown = showFresh(held)
    expect(shown.order).toEqual([10, 9, 8, 6].map(idOf))
    expect(heldText(shown)).toBe('')
  })

  it('says nothing of rows below the page that was read again', () => {
    const model = showNext(firstPage(page([9, 8], 'c8')), page([7, 6]))
    const held = takeAgain(model, undefined, page([11, 10], 'c10'))
    expect(held.gone.size).toBe(0)
    expect(held.overflowed).toBe(true)
    expect(heldText(held)).toBe('2+ new')
  })

  it('does not call jobs new that lie on a page not loaded yet', () => {
    const model = firstPage(page([9, 8], 'c8'))
    const held = takeAgain(model, undefined, page([9, 7], 'c7'))
    expect(heldText(held)).toBe('1 no longer matches')
    expect(held.fresh.size).toBe(0)
  })

  it('forgets an arrival that left again, and a leaver that came back', () => {
    const model = firstPage(page([9, 8]))
    const held = takeAgain(model, undefined, page([10, 9]))
    expect(heldText(takeAgain(held, undefined, page([9, 8])))).toBe('')
  })

  it('knows which pages hold the rows in view', () => {
    const model = showNext(showNext(firstPage(page([9, 8], 'c8')), page([7, 6], 'c6')), page([5, 4]))
    expect(pagesOfRows(model, 0, 1)).toEqual([undefined])
    expect(pagesOfRows(model, 1, 2)).toEqual([undefined, 'c8'])
    expect(pagesOfRows(model, 4, 5)).toEqual(['c6'])
    expect(pagesOfRows(model, 7, 9)).toEqual([])
  })
})
