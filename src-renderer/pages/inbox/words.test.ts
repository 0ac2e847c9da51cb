import { describe, expect, it } from 'vitest'
import type { InboxGroup } from '#schemas'
import { inboxWords } from './words.ts'

function aGroup(over: Partial<InboxGroup>): InboxGroup {
  return {
    id: 'x',
    kind: 'job_failed',
    unread: true,
    standing: false,
    count: 1,
    last_seq: 7,
    last_at: '2026-11-20T12:00:00.000Z',
    actor: 'operator',
    code: null,
    job: null,
    subject: null,
    text: null,
    ...over,
  }
}
const job = { id: 'job-1', title: 'npm test', type: 'test_runner_task', state: 'failed' } as const

describe('what the inbox says', () => {
  it('names a failed job, why it failed, and what became of it', () => {
    expect(inboxWords(aGroup({ code: 'max_output_bytes', job, count: 3 }))).toEqual({
      title: 'npm test',
      detail: 'Test run: Output limit reached, 3 runs',
      path: '/jobs/job-1',
    })
    expect(inboxWords(aGroup({ code: 'worker_exited', job: { ...job, state: 'succeeded' } })).detail).toBe(
      'Test run: The worker ended · now succeeded',
    )
  })

  it('says who changed the kill switch', () => {
    const words = (code: string, actor: string) => inboxWords(aGroup({ kind: 'kill_switch', code, actor })).title
    expect(words('engaged_hard', 'cli')).toBe('Hard stop from the command line')
    expect(words('released', 'operator')).toBe('Kill switch released by you')
    expect(words('engaged', 'file')).toBe('Kill switch engaged by the file KILL_SWITCH')
  })

  it('counts what is held, or names it', () => {
    expect(inboxWords(aGroup({ kind: 'jobs_held', code: 'workspace_gone', count: 4 }))).toMatchObject({
      title: '4 jobs held',
      detail: 'Its workspace was removed.',
      path: '/jobs?state=held',
    })
    expect(inboxWords(aGroup({ kind: 'jobs_held', code: 'quarantined', job })).title).toBe('npm test is held')
  })
})
