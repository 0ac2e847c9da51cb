import { describe, expect, it } from 'vitest'
import { anEntry } from './factory.ts'
import { alikeWords, inboxWords } from './words.ts'

const job = { id: 'job-1', title: 'npm test', type: 'test_runner_task', state: 'failed', workspace: 'demo' } as const

describe('what the inbox says', () => {
  it('names a failed job, why it failed, and what became of it', () => {
    expect(inboxWords(anEntry({ code: 'max_output_bytes', job, count: 3 }))).toEqual({
      title: 'npm test',
      detail: 'Test run: Output limit reached, 3 runs',
      path: '/jobs/job-1',
    })
    expect(inboxWords(anEntry({ code: 'worker_exited', job: { ...job, state: 'succeeded' } })).detail).toBe(
      'Test run: The worker ended · now succeeded',
    )
  })

  it('says of alike failures how many they are, and of which workspace', () => {
    const entries = [anEntry({ code: 'worker_exited', job, count: 3 }), anEntry({ code: 'worker_exited', job })]
    expect(alikeWords(entries)).toEqual({
      title: 'npm test',
      detail: 'Test run: The worker ended, 2 jobs in demo',
    })
  })

  it('says who changed the kill switch', () => {
    const words = (code: string, actor: string) => inboxWords(anEntry({ kind: 'kill_switch', code, actor })).title
    expect(words('engaged_hard', 'cli')).toBe('Hard stop from the command line')
    expect(words('released', 'operator')).toBe('Kill switch released by you')
    expect(words('engaged', 'file')).toBe('Kill switch engaged by the file KILL_SWITCH')
  })

  it('counts what is held, or names it', () => {
    expect(inboxWords(anEntry({ kind: 'jobs_held', code: 'workspace_gone', count: 4 }))).toMatchObject({
      title: '4 jobs held',
      detail: 'Its workspace was removed.',
      path: '/jobs?state=held',
    })
    expect(inboxWords(anEntry({ kind: 'jobs_held', code: 'quarantined', job })).title).toBe('npm test is held')
  })
})
