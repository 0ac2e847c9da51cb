import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aJob, aScript } from '../support/jobs.ts'
import { livingWith } from '../support/processes.ts'
import { aFolder, testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, inState, settled, until } from '../support/wait.ts'

it('ends a job whose workspace is removed from the disk while it runs, and says so', async () => {
  const { core, workspace } = await testCore({ workspace: aFolder('gone') })
  const mark = `31537${process.pid}`
  const job = await enqueued(core, aScript(`touch started; sleep ${mark}; echo survived`, { max_attempts: 1 }))
  const sleep = await until(
    'the command has started',
    () => existsSync(join(workspace, 'started')) && livingWith(mark).find(({ command }) => command.startsWith('sleep')),
  )
  rmSync(workspace, { recursive: true })
  process.kill(sleep.pid, 'SIGKILL')
  expect(await settled(core, job)).toMatchObject({ state: 'failed', outcome: { code: 'workspace_gone' } })
  expect(core.workspaces.list()[0]).toMatchObject({ name: 'demo', state: 'missing' })

  const next = await enqueued(core, aJob({ max_attempts: 1 }))
  expect(await settled(core, next)).toMatchObject({ state: 'failed', outcome: { code: 'workspace_gone' } })
})

it('does not let a workspace go while jobs need it, unless told to; then they are held', async () => {
  const { core, workspace } = await testCore()
  const running = await enqueued(core, aScript('until [ -e go ]; do sleep 0.02; done'))
  await inState(core, running, 'running')
  const queued = await enqueued(core, aJob())
  await expect(core.workspaces.remove({ name: 'demo', force: false }, 'operator')).rejects.toMatchObject({
    code: 'workspace_busy',
    data: { name: 'demo', jobs: 2 },
  })
  expect(await eventsOf(core, { kind: ['workspace.removed', 'job.held'] })).toEqual([])

  expect(await core.workspaces.remove({ name: 'demo', force: true }, 'operator')).toEqual({ removed: 'demo', held: 1 })
  expect(core.jobs.get(queued).job).toMatchObject({
    state: 'held',
    held_reason: 'workspace_gone',
    waiting_reason: { code: 'held', reason: 'workspace_gone' },
  })
  writeFileSync(join(workspace, 'go'), '')
  expect(await settled(core, running)).toMatchObject({ state: 'succeeded' })
})

it('holds a job that is queued again for a workspace that is no longer allowed', async () => {
  const { core, workspace } = await testCore()
  const job = await enqueued(core, aJob({ run_at: '2100-01-01T00:00:00Z' }))
  await core.workspaces.remove({ name: 'demo', force: true }, 'operator')
  await core.jobs.retry(job, 'operator')
  await until('the claim has held it', async () => (await eventsOf(core, { kind: ['job.held'], job })).length === 2)
  expect(core.jobs.get(job)).toMatchObject({ job: { state: 'held', held_reason: 'workspace_gone' }, runs: [] })

  await core.workspaces.add({ path: workspace, name: 'demo' }, 'operator')
  await core.jobs.retry(job, 'operator')
  expect(await settled(core, job)).toMatchObject({ state: 'succeeded' })
})
