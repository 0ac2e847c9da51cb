import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aJob, aScript } from '../support/jobs.ts'
import { livingWith } from '../support/processes.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, settled, until } from '../support/wait.ts'

const limits = { restartMinMs: 20, restartMaxMs: 100, retryMinMs: 20 }

/** Has every write of this process into a file fail, as on a full disk. @returns what ends that */
function fillDisk(): () => void {
  // Without a listener the signal of the limit would end the process.
  const ignore = () => undefined
  process.on('SIGXFSZ', ignore)
  const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`])
  limit('0')
  const free = () => {
    limit('unlimited')
    process.off('SIGXFSZ', ignore)
  }
  onTestFinished(free)
  return free
}

describe.runIf(process.platform === 'linux')('on a full disk', () => {
  it.each([false, true])('the kill switch is obeyed, and written down when there is room (hard: %s)', async (hard) => {
    const { core, workspace } = await testCore({ limits })
    const mark = `41537${process.pid}`
    const job = await enqueued(core, aScript(`touch begun; exec sleep ${hard ? mark : 2}`))
    await until('the command has begun', () => existsSync(join(workspace, 'begun')))
    const free = fillDisk()
    await core.killSwitch.engage({ hard, note: 'it fills the disk' }, 'operator')
    expect(core.killSwitch.get()).toMatchObject({ mode: hard ? 'engaged_hard' : 'engaged', note: 'it fills the disk' })
    await until('nothing runs', () => livingWith(mark).length === 0)
    await expect(core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')).rejects.toMatchObject({
      code: 'storage_failed',
    })
    expect(core.killSwitch.get().mode).not.toBe('released')

    free()
    await until('it is written down', async () => (await eventsOf(core, { kind: ['kill_switch.engaged'] })).length > 0)
    const next = await enqueued(core, aJob())
    expect(core.jobs.get(next).job).toMatchObject({ state: 'queued', waiting_reason: { code: 'kill_switch' } })
    await core.killSwitch.release({ choice: 'drop', except: [] }, 'operator')
    expect(await settled(core, next)).toMatchObject({ state: 'succeeded' })
    expect(await eventsOf(core, { kind: ['kill_switch.engaged'] })).toHaveLength(1)
    expect((await core.evidence.verify({ bodies: true })).ok).toBe(true)
    await settled(core, job)
  })
})
