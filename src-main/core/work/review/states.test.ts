import { describe, expect, it } from 'vitest'
import { ARTIFACT_ACTS, ARTIFACT_STATES } from '#schemas'
import { after, isPromotable, isResultOf } from './states.ts'

describe('what may be decided in which state', () => {
  it('is this table', () => {
    const table = ARTIFACT_STATES.map((state) => [
      state,
      ARTIFACT_ACTS.filter((act) => act !== 'note').map((act) => after(state, act) ?? '-'),
    ])
    expect(Object.fromEntries(table)).toEqual({
      //             accept      reject      archive     reopen
      needs_review: ['accepted', 'rejected', '-', '-'],
      accepted: ['-', 'rejected', 'archived', 'needs_review'],
      promoted: ['-', '-', '-', '-'],
      rejected: ['-', '-', 'archived', 'needs_review'],
      superseded: ['-', '-', 'archived', 'needs_review'],
      archived: ['-', '-', '-', 'needs_review'],
    })
  })

  it('never makes anything trusted: only a promotion leads to promoted, and only its undo out of it', () => {
    for (const state of ARTIFACT_STATES)
      for (const act of ARTIFACT_ACTS) {
        if (act === 'note') continue
        expect(after(state, act)).not.toBe('promoted')
        expect(after('promoted', act)).toBeUndefined()
      }
  })

  it('leaves the state of what is only noted', () => {
    for (const state of ARTIFACT_STATES) expect(after(state, 'note')).toBe(state)
  })

  it('knows what a decision that is asked for again has led to', () => {
    expect(isResultOf('rejected', 'reject')).toBe(true)
    expect(isResultOf('accepted', 'reject')).toBe(false)
  })

  it('promotes what is undecided or accepted', () => {
    expect(ARTIFACT_STATES.filter(isPromotable)).toEqual(['needs_review', 'accepted'])
  })
})
