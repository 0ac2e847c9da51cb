import { expect, it } from 'vitest'
import { anEntry } from './factory.ts'
import { failedJobs, rowsOf } from './alike.ts'

const job = { id: 'job-1', title: 'npm test', type: 'test_runner_task', state: 'failed', workspace: 'demo' } as const

it('puts failures of one workspace, reason and title into one row, in the place of the newest', () => {
  const rows = rowsOf([
    anEntry({ id: 'job:4', job: { ...job, id: 'job-4' } }),
    anEntry({ id: 'kill_switch', kind: 'kill_switch' }),
    anEntry({ id: 'job:3', job: { ...job, id: 'job-3', workspace: 'notes' } }),
    anEntry({ id: 'job:2', job: { ...job, id: 'job-2' }, code: 'timed_out' }),
    anEntry({ id: 'job:1', job }),
  ])
  expect(rows.map(({ entries }) => entries.map(({ id }) => id))).toEqual([
    ['job:4', 'job:1'],
    ['kill_switch'],
    ['job:3'],
    ['job:2'],
  ])
  expect(new Set(rows.map(({ key }) => key)).size).toBe(4)
})

it('keeps apart what is not about one job', () => {
  const held = (id: string) => anEntry({ id, kind: 'jobs_held', code: 'workspace_gone' })
  expect(rowsOf([held('held:a'), held('held:b'), anEntry({ id: 'job:9', job: null })])).toHaveLength(3)
})

it('retries only what is failed still', () => {
  const now = (id: string, state: 'failed' | 'queued') => anEntry({ id: `job:${id}`, job: { ...job, id, state } })
  expect(failedJobs([now('job-1', 'failed'), now('job-2', 'queued')])).toEqual(['job-1'])
})
