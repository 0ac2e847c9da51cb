import { describe, expect, it } from 'vitest'
import { guessId, matchScore } from './match.ts'

describe('what the palette finds', () => {
  it('matches beginnings of words, in any order', () => {
    expect(matchScore('led', 'Go to Ledger')).toBeDefined()
    expect(matchScore('kill eng', 'Engage kill switch')).toBeDefined()
    expect(matchScore('edger', 'Go to Ledger')).toBeUndefined()
    expect(matchScore('dark', 'Theme', 'dark appearance')).toBeDefined()
  })

  it('puts what fits better first', () => {
    const better = (typed: string, one: string, other: string) =>
      expect(matchScore(typed, one) ?? 0).toBeGreaterThan(matchScore(typed, other) ?? 0)
    better('jobs', 'Jobs', 'Cancel 3 jobs')
    better('hard stop', 'Hard stop now', 'Stop the hard way')
    better('add', 'Add job', 'Address of the console')
  })

  it('finds by first letters of words', () => {
    expect(matchScore('hsn', 'Hard stop now')).toBeDefined()
    expect(matchScore('hn', 'Hard stop now')).toBeDefined()
    expect(matchScore('nh', 'Hard stop now')).toBeUndefined()
  })

  it('takes anything while nothing is typed', () => {
    expect(matchScore('  ', 'Anything')).toBe(0)
  })
})

describe('an id in the palette', () => {
  it('is known by how it begins, or by being the end of one', () => {
    expect(guessId('run-01KAJ0C2V4X7Y8Z9A0B1C2D3E4')).toMatchObject({ of: 'run' })
    expect(guessId(' 7F3A21C0 ')).toEqual({ of: 'job', id: '7F3A21C0' })
    expect(guessId('art-01KAJ0C2V4X7Y8Z9A0B1C2D3E4')).toMatchObject({ of: 'artifact' })
    expect(guessId('#48112')).toEqual({ of: 'event', seq: 48_112 })
    expect(guessId('1042')).toEqual({ of: 'event', seq: 1042 })
  })

  it('is not what people write as words', () => {
    expect(guessId('ledger')).toBeUndefined()
    expect(guessId('npm test')).toBeUndefined()
    expect(guessId('0')).toBeUndefined()
  })
})
