import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turnLoop } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Core } from '#core'
import { aScript } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, inState, settled } from '../support/wait.ts'

const limits = { restartMinMs: 20, restartMaxMs: 100, retryMinMs: 20 }

/** The second of two jobs, claimed together with the end of the first, in the turn of the loop that follows. */
async function claimedInBetween(core: Core): Promise<string> {
  await enqueued(core, aScript('sleep 0.2'))
  const second = await enqueued(core, aScript('touch ran; sleep 5; touch ended'))
  // Looked for in every turn: its worker has it by now, and no step of it is committed.
  while (core.jobs.get(second).job.state !== 'running') await turnLoop()
  return second
}

describe('a stop that comes between the claim of a run and its first step', () => {
  it('is obeyed when it is the kill switch', async () => {
    const { core, workspace } = await testCore({ limits })
    const job = await claimedInBetween(core)
    await core.killSwitch.engage({ hard: false }, 'operator')
    expect(await settled(core, job)).toMatchObject({ state: 'held', held_reason: 'kill_switch', attempts: 0 })
    expect(existsSync(join(workspace, 'ran'))).toBe(false)
  })

  it('is obeyed when it is the hard kill switch', async () => {
    const { core, workspace } = await testCore({ limits })
    const job = await claimedInBetween(core)
    await core.killSwitch.engage({ hard: true }, 'operator')
    expect(await settled(core, job)).toMatchObject({ state: 'held', held_reason: 'kill_switch', attempts: 0 })
    expect(existsSync(join(workspace, 'ran'))).toBe(false)
  })

  it('is obeyed when the operator cancels the job', async () => {
    const { core, workspace } = await testCore({ limits })
    const job = await claimedInBetween(core)
    await core.jobs.cancel(job, 'operator')
    expect(await inState(core, job, 'cancelled')).toMatchObject({ state: 'cancelled' })
    expect(existsSync(join(workspace, 'ended'))).toBe(false)
  })
})
