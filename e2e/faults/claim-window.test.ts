import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Core } from '#core'
import { aJob, aScript, aTestRun } from '../support/jobs.ts'
import { aFolder, testCore } from '../support/test-core.ts'
import { enqueued, settled, until } from '../support/wait.ts'

const limits = { restartMinMs: 20, restartMaxMs: 100, retryMinMs: 20 }
const AT_ONCE_MS = 5000

/** Two steps, the second of which leaves a trace. */
const twoSteps = aTestRun([
  ['sleep', '0.3'],
  ['touch', 'further'],
])

async function idle(core: Core): Promise<void> {
  await until('a worker is idle', () => core.workers.list()[0]?.state === 'idle')
}

/** Resolves in the very turn in which the job is seen to run: it was claimed together with the end of the run before. */
async function claimed(core: Core, id: string): Promise<void> {
  while (core.jobs.get(id).job.state !== 'running') await turn()
}

describe('a run that was claimed this very moment', () => {
  it.each([false, true])('is stopped by the kill switch (hard: %s)', async (hard) => {
    const { core, workspace } = await testCore({ limits })
    await idle(core)
    const job = await enqueued(core, twoSteps)
    await core.killSwitch.engage({ hard }, 'operator')
    expect(['held', 'queued']).toContain(
      (
        await until('nothing runs', () => {
          const found = core.jobs.get(job).job
          return found.state !== 'running' && found
        })
      ).state,
    )
    expect(existsSync(join(workspace, 'further'))).toBe(false)
  })

  it.each([false, true])('is stopped by the kill switch when it followed another (hard: %s)', async (hard) => {
    const { core, workspace } = await testCore({ limits })
    const [, job] = [await enqueued(core, aJob()), await enqueued(core, twoSteps)]
    await claimed(core, job)
    await core.killSwitch.engage({ hard }, 'operator')
    expect(await settled(core, job)).toMatchObject({ state: 'held', held_reason: 'kill_switch', attempts: 0 })
    expect(existsSync(join(workspace, 'further'))).toBe(false)
  })

  it('is cancelled when it followed another', async () => {
    const { core } = await testCore({ limits })
    const [, job] = [await enqueued(core, aJob()), await enqueued(core, aScript('sleep 20'))]
    await claimed(core, job)
    await core.jobs.cancel(job, 'operator')
    expect(await settled(core, job, AT_ONCE_MS)).toMatchObject({ state: 'cancelled' })
  })
})

it.each([false, true])('stays held when the core is stopped right behind the kill switch (hard: %s)', async (hard) => {
  const home = aFolder('home')
  const workspace = aFolder('workspace')
  const first = await testCore({ home, workspace, limits })
  await idle(first.core)
  const job = await enqueued(first.core, twoSteps)
  await first.core.killSwitch.engage({ hard }, 'operator')
  await first.core.close('test')

  const { core } = await testCore({ home, workspace, slots: 0 })
  expect(core.jobs.get(job).job).toMatchObject({ state: 'held', held_reason: 'kill_switch', runs: 1, attempts: 0 })
})

it('ends a run whose folder cannot be made, and goes on', async () => {
  const { core, home } = await testCore({ limits })
  await idle(core)
  rmSync(join(home, 'spool'), { recursive: true })
  writeFileSync(join(home, 'spool'), '')
  // Only what starts commands, or leaves much, needs one.
  expect(await settled(core, await enqueued(core, aJob()), AT_ONCE_MS)).toMatchObject({ state: 'succeeded' })
  const job = await enqueued(core, aScript('true'))
  expect(await settled(core, job, AT_ONCE_MS)).toMatchObject({ state: 'failed', outcome: { code: 'system_error' } })
  rmSync(join(home, 'spool'))
  expect(await settled(core, await enqueued(core, aJob()), AT_ONCE_MS)).toMatchObject({ state: 'succeeded' })
})
