import { describe, expect, it } from 'vitest'
import { anArtifact } from './factory.ts'
import { EMPTY_LIST, merge, nextAfter } from './list-model.ts'

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id)
const rows = (...names: string[]) => names.map((id) => anArtifact({ id }))
const free = { held: false, kept: new Map() }
const held = { held: true, kept: new Map() }

describe('the list while the reader is on it', () => {
  const shown = merge(EMPTY_LIST, rows('art-5', 'art-3', 'art-1'), free)

  it('shows what the core answers while nobody is on it', () => {
    expect(ids(merge(shown, rows('art-6', 'art-5'), free).rows)).toEqual(['art-6', 'art-5'])
  })

  it('keeps every row in its place and counts what came and went', () => {
    const next = merge(shown, rows('art-6', 'art-5', 'art-1'), held)
    expect(ids(next.rows)).toEqual(['art-5', 'art-3', 'art-1'])
    expect(next.waiting).toBe(1)
    expect([...next.left]).toEqual(['art-3'])
  })

  it('changes cells in place, by the newest it knows', () => {
    const decided = anArtifact({ id: 'art-3', revision: 1, state: 'rejected' })
    const next = merge(shown, rows('art-5', 'art-1'), { held: true, kept: new Map([['art-3', decided]]) })
    expect(next.rows[1]).toEqual(decided)
  })

  it('takes the next page also while held', () => {
    const next = merge(shown, rows('art-5', 'art-3', 'art-1', 'art-0'), held)
    expect(ids(next.rows)).toEqual(['art-5', 'art-3', 'art-1', 'art-0'])
    expect(next.waiting).toBe(0)
  })
})

describe('where the next decision is', () => {
  const list = [
    anArtifact({ id: 'a', state: 'rejected' }),
    anArtifact({ id: 'b' }),
    anArtifact({ id: 'c', state: 'accepted' }),
    anArtifact({ id: 'd' }),
  ]

  it('is the next undecided one', () => {
    expect(nextAfter(list, ['b'])).toBe('d')
  })

  it('else the one before', () => {
    expect(nextAfter(list, ['d'])).toBe('b')
  })

  it('else nowhere', () => {
    expect(nextAfter(list.slice(0, 2), ['b'])).toBeUndefined()
  })
})
