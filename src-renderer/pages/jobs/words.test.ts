import { afterEach, describe, expect, it } from 'vitest'
import { outcomesOf } from './cancel-dialog.tsx'
import { aJob } from '../../facts/factory.ts'
import { filteredNoun } from './list-empty.tsx'
import { countText, matchingText } from './queries.ts'
import { leaveTrail, placeInTrail, readTrail, walkTrail } from './trail.ts'

describe('what cancelling changes', () => {
  it('is said of one job', () => {
    expect(outcomesOf([aJob({ state: 'queued' })])).toEqual(['It has not started and will not start.'])
    expect(outcomesOf([aJob({ state: 'running' })])).toEqual([
      'It is running and stops at its next step. What it wrote so far is kept.',
    ])
  })

  it('is counted by outcome for several', () => {
    const jobs = [1, 2, 3].map((seq) => aJob({ seq, state: seq === 1 ? 'queued' : seq === 2 ? 'running' : 'failed' }))
    expect(outcomesOf(jobs)).toEqual([
      '1 is waiting and will not start.',
      '1 is running and stops at the next step. What was written so far is kept.',
      '1 has finished; it stays.',
    ])
  })
})

describe('an empty list', () => {
  it('names the filters in force', () => {
    expect(filteredNoun({ state: 'failed,retrying', ws: 'demo', since: '24h' })).toBe(
      'failed or retrying jobs in demo in the last 24 hours',
    )
    expect(filteredNoun({ type: 'test_runner_task', q: 'npm', until: '2026-11-20' })).toBe(
      'test_runner jobs with “npm” before 2026-11-20',
    )
  })
})

describe('counts', () => {
  const counts = {
    scheduled: 0,
    awaiting_approval: 0,
    held: 0,
    queued: 2,
    running: 1,
    retrying: 0,
    succeeded: 10_000,
    failed: 3,
    cancelled: 0,
  }

  it('say where counting stopped', () => {
    expect(countText(10_000, 10_000)).toBe('10k+')
    expect(countText(9_999, 10_000)).toBe('9,999')
    expect(matchingText({ counts, capped_at: 10_000 }, [])).toBe('more than 10,006')
    expect(matchingText({ counts, capped_at: 10_000 }, ['queued', 'failed'])).toBe('5')
  })
})

describe('the list a job was opened from', () => {
  afterEach(() => leaveTrail({ ids: [], search: {}, last: '' }))

  it('gives the neighbours and leads back to the row one came to', () => {
    leaveTrail({ ids: ['a', 'b', 'c'], search: { state: 'failed' }, last: 'a' })
    expect(placeInTrail('b')).toEqual({ at: 1, of: 3, before: 'a', after: 'c' })
    expect(placeInTrail('a')).toEqual({ at: 0, of: 3, after: 'b' })
    expect(placeInTrail('x')).toBeUndefined()
    walkTrail('b')
    expect(readTrail()).toMatchObject({ last: 'b', search: { state: 'failed' } })
  })
})
