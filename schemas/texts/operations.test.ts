import { describe, expect, it } from 'vitest'
import type { Operation } from '../operation.ts'
import {
  actWords,
  changeSentence,
  doneWords,
  keepWords,
  leftSentences,
  nothingSentence,
  progressWords,
  skipSentences,
  undoneWords,
} from './operations.ts'

const cancel = { act: 'cancel', priority: null } as const
const examples: string[] = []

function anOperation(over: Partial<Operation> = {}): Operation {
  return {
    id: 'op-1',
    act: 'cancel',
    priority: null,
    state: 'finished',
    actor: 'operator',
    filter: null,
    started_at: '2026-11-20T12:00:00.000Z',
    ended_at: '2026-11-20T12:00:01.000Z',
    stopped_by: null,
    planned: 1204,
    changed: 1204,
    changes: [
      { outcome: 'cancelled', state: 'queued', count: 1180, examples },
      { outcome: 'stopping', state: 'running', count: 24, examples },
    ],
    skipped: [],
    left: [],
    undo_until: null,
    undone: null,
    ...over,
  }
}

describe('before a bulk act', () => {
  it('counts what changes, by what becomes of it', () => {
    expect(`${actWords(cancel, 1204)}?`).toBe('Cancel 1,204 jobs?')
    expect(anOperation().changes.map((change) => changeSentence(change, cancel))).toEqual([
      '1,180 are queued and will not start.',
      '24 are running and stop at their next step.',
    ])
    expect(keepWords('cancel', 1204)).toBe('Keep them')
  })

  it('says what stays, and counts what ended as one', () => {
    const skipped = [
      { why: 'ended' as const, state: 'succeeded' as const, count: 30, examples },
      { why: 'ended' as const, state: 'failed' as const, count: 6, examples },
      { why: 'stopping_already' as const, state: 'running' as const, count: 1, examples },
    ]
    expect(skipSentences('cancel', skipped)).toEqual([
      '36 more match but have finished; they stay.',
      '1 more matches but is told to stop already.',
    ])
    expect(skipSentences('retry', skipped.slice(0, 1))).toEqual(['30 more match but have succeeded; they stay.'])
  })

  it('says why nothing would change', () => {
    const ended = [
      { why: 'ended' as const, state: 'succeeded' as const, count: 11, examples },
      { why: 'ended' as const, state: 'failed' as const, count: 1, examples },
    ]
    expect(nothingSentence({ act: 'cancel', skipped: ended })).toBe('Nothing to cancel: 12 have finished.')
    expect(nothingSentence({ act: 'retry', skipped: ended.slice(0, 1) })).toBe('Nothing to retry: 11 have succeeded.')
    expect(nothingSentence({ act: 'requeue', skipped: [] })).toBe('Nothing to requeue.')
  })

  it('speaks of one job as one', () => {
    expect(actWords({ act: 'retry', priority: null }, 1)).toBe('Retry 1 job')
    expect(keepWords('retry', 1)).toBe('Leave it as it is')
    expect(
      changeSentence({ outcome: 'queued', state: 'held', count: 1, examples }, { act: 'requeue', priority: null }),
    ).toBe('1 is held and may start now, with the attempts it has left.')
  })
})

describe('a bulk act', () => {
  it('tells how far it is, and what it did', () => {
    expect(progressWords(anOperation({ state: 'running', changed: 812 }))).toBe('Cancelling 812 of 1,204 jobs')
    expect(doneWords(anOperation())).toBe('1,180 jobs cancelled, 24 stopping')
  })

  it('counts what it left, and what its undo left', () => {
    const partial = anOperation({ changed: 1190, left: [{ why: 'changed_meanwhile', count: 14, examples }] })
    expect([doneWords(partial), ...leftSentences(partial)]).toEqual([
      '1,190 jobs cancelled',
      '14 had changed before; they stay.',
    ])
    expect(undoneWords({ undone: { restored: 1180, kept: [{ why: 'no_inverse', count: 24, examples }] } })).toBe(
      '1,180 jobs as before. 24 were stopped, which cannot be undone; they stay as they are.',
    )
  })
})
