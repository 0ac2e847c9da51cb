import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aScript, READING } from '../support/jobs.ts'
import { aFolder, testCore } from '../support/test-core.ts'
import { enqueued, inState, settled, until } from '../support/wait.ts'

const waits = 'touch begun; while [ ! -e go ]; do sleep 0.02; done; rm begun'

it('lets one job at a time write in a workspace, and says which one the others wait for', async () => {
  const { core, workspace } = await testCore({ slots: 3 })
  const other = aFolder('other')
  await core.workspaces.add({ path: other, name: 'other' }, 'operator')
  await until('the workers are up', () => core.workers.list().every(({ state }) => state === 'idle'))

  const first = await enqueued(core, aScript(waits))
  await until('it has begun', () => existsSync(join(workspace, 'begun')))
  const second = await enqueued(core, aScript('[ ! -e begun ]'))
  const elsewhere = await enqueued(core, aScript('true', { workspace: 'other' }))
  const reads = await enqueued(core, aScript('true', { policy: READING }))
  expect(await settled(core, elsewhere)).toMatchObject({ state: 'succeeded' })
  expect(await settled(core, reads)).toMatchObject({ state: 'succeeded' })

  await until('a slot is free', () => core.jobs.get(second).job.waiting_reason?.code !== 'no_free_slot')
  expect(core.jobs.get(second).job).toMatchObject({
    state: 'queued',
    waiting_reason: { code: 'workspace_in_use', workspace: 'demo', job: first },
  })
  const found = await core.jobs.list({ filter: { reason: ['workspace_in_use'] }, limit: 10 })
  expect(found.items.map(({ id }) => id)).toEqual([second])

  writeFileSync(join(workspace, 'go'), '')
  expect(await settled(core, first)).toMatchObject({ state: 'succeeded', verdict: 'passed' })
  expect(await settled(core, second)).toMatchObject({ state: 'succeeded', verdict: 'passed' })
})

it('lets the next one in when the writer is cancelled, or its worker dies', async () => {
  const { core, workspace } = await testCore({ slots: 2, limits: { restartMinMs: 20, retryMinMs: 60_000 } })
  const begun = join(workspace, 'begun')
  for (const end of ['cancel', 'kill'] as const) {
    const writer = await enqueued(core, aScript('touch begun; sleep 60'))
    await until('it has begun', () => existsSync(begun))
    const next = await enqueued(core, aScript('true'))
    expect(core.jobs.get(next).job.state).toBe('queued')
    if (end === 'cancel') await core.jobs.cancel(writer, 'operator')
    else process.kill(core.workers.list().find(({ job }) => job === writer)!.pid!, 'SIGKILL')
    await inState(core, writer, end === 'cancel' ? 'cancelled' : 'retrying')
    expect(await settled(core, next)).toMatchObject({ state: 'succeeded' })
    rmSync(begun)
  }
})
