import { chmodSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createCore } from '#core'
import { optionsOf } from '../support/built.ts'
import { contentOf } from '../support/database.ts'
import { aJob } from '../support/jobs.ts'
import { aFolder, openCore, testCore } from '../support/test-core.ts'
import { enqueued, settled } from '../support/wait.ts'
import { aSmallDisk, canMount } from '../support/small-disk.ts'

/** Takes write permission from a data directory: root needs a whole file system for that. @returns it and what gives it back */
function aLockableHome(): { home: string; setReadOnly: (readOnly: boolean) => void } {
  if (process.getuid?.() === 0) return aSmallDisk()
  const home = aFolder('home')
  const setReadOnly = (readOnly: boolean) => {
    for (const name of readdirSync(home)) chmodSync(join(home, name), readOnly ? 0o500 : 0o700)
    chmodSync(home, readOnly ? 0o500 : 0o700)
  }
  onTestFinished(() => setReadOnly(false))
  return { home, setReadOnly }
}

it.runIf(process.platform !== 'win32' && (canMount || process.getuid?.() !== 0))(
  'does not start on a read-only data directory, says why, and changes nothing',
  async () => {
    const { home, setReadOnly } = aLockableHome()
    const first = await openCore({ home, slots: 0, workspace: aFolder('workspace') })
    const job = await enqueued(first.core, aJob())
    await first.core.close('test')
    const before = contentOf(home)
    setReadOnly(true)
    await expect(createCore(optionsOf(home))).rejects.toMatchObject({
      code: 'home_unusable',
      data: { home, reason: expect.stringMatching(/lock\.db cannot be taken \((EROFS|EACCES|SQLITE_\w+)\)/) },
      remedy: 'Mend it, or choose another one with --home or INTERLOCK_HOME.',
    })
    setReadOnly(false)
    expect(contentOf(home)).toEqual(before)
    const { core } = await testCore({ home })
    expect(await settled(core, job)).toMatchObject({ state: 'succeeded' })
  },
)

it.runIf(canMount)('does not make a data directory on a read-only disk', async () => {
  const disk = aSmallDisk()
  disk.setReadOnly(true)
  await expect(createCore(optionsOf(disk.home))).rejects.toMatchObject({
    code: 'home_unusable',
    data: { home: disk.home, reason: expect.stringContaining('EROFS') },
  })
})
