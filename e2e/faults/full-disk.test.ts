import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aJob, aScript } from '../support/jobs.ts'
import { livingWith } from '../support/processes.ts'
import { type Core, createCore } from '#core'
import { isInterlockError } from '#schemas'
import { compareTables } from '../evidence/rebuild/stored-tables.ts'
import { optionsOf } from '../support/built.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, settled, until } from '../support/wait.ts'
import { aSmallDisk, canMount } from '../support/small-disk.ts'

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

const checkOf = async (core: Core, name: string) => (await core.health()).checks.find(({ check }) => check === name)

/** Enqueues until a job is refused. @returns what was accepted, and the refusal */
async function enqueueUntilRefused(core: Core): Promise<{ accepted: string[]; refusal: unknown }> {
  const accepted: string[] = []
  for (;;) {
    try {
      accepted.push(await enqueued(core, aJob({ meta: { notes: 'x'.repeat(2000) } })))
    } catch (refusal) {
      return { accepted, refusal }
    }
  }
}

describe.runIf(canMount)('on a disk that becomes full', () => {
  it('refuses what it cannot keep, says so, and goes on with all it accepted when there is room', async () => {
    const disk = aSmallDisk()
    const { core, workspace } = await testCore({ home: disk.home, limits })
    const busy = await enqueued(core, aScript('touch begun; sleep 0.5'))
    await until('the command has begun', () => existsSync(join(workspace, 'begun')))
    disk.fill()
    const { accepted, refusal } = await enqueueUntilRefused(core)
    expect(refusal).toMatchObject({ code: 'storage_failed', data: { reason: 'SQLITE_FULL' } })
    expect(await checkOf(core, 'database')).toEqual({
      check: 'database',
      state: 'bad',
      text: 'The database could not be written: SQLITE_FULL.',
      remedy: expect.stringContaining('Free disk space'),
    })
    expect((await core.health()).ok).toBe(false)
    expect(core.status().disk_free_bytes).toBe(0)
    expect((await core.jobs.list({ limit: 200 })).items).toHaveLength(accepted.length + 1)

    disk.free()
    accepted.push(await enqueued(core, aJob()), busy)
    expect(await checkOf(core, 'database')).toMatchObject({ state: 'good' })
    for (const job of accepted) expect(await settled(core, job)).toMatchObject({ state: 'succeeded' })
    expect(Object.values(core.status().counts).reduce((sum, n) => sum + n)).toBe(accepted.length)
    expect(await core.evidence.verify({ bodies: true })).toMatchObject({ ok: true })
    const { stored, rebuilt } = compareTables(disk.home)
    expect(rebuilt).toEqual(stored)
  })

  it('does not start where nothing can be recorded, and starts when there is room', async () => {
    const disk = aSmallDisk()
    const first = await createCore({ ...optionsOf(disk.home), slots: 0 })
    await first.close('test')
    disk.fill()
    const failure = await createCore(optionsOf(disk.home)).catch((error: unknown) => error)
    expect(isInterlockError(failure) && ['storage_failed', 'home_unusable'].includes(failure.code)).toBe(true)
    disk.free()
    const { core } = await testCore({ home: disk.home })
    expect(await settled(core, await enqueued(core, aJob()))).toMatchObject({ state: 'succeeded' })
  })
})
