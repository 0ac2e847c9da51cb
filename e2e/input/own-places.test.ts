import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aFolder, testCore } from '../support/test-core.ts'

it.each(['.git', '.git/hooks', 'sub/.ssh', '.SSH'])('makes no workspace of %s', async (name) => {
  const { core } = await testCore()
  const folder = join(aFolder(), name)
  mkdirSync(folder, { recursive: true })
  const link = join(aFolder(), 'plain')
  symlinkSync(folder, link)
  for (const path of [folder, link])
    await expect(core.workspaces.add({ path, name: 'other' }, 'operator')).rejects.toMatchObject({
      code: 'workspace_invalid',
    })
})

it.runIf(process.platform === 'linux').each(['/proc', '/proc/self', '/sys/kernel', '/dev', '/dev/shm'])(
  'makes no workspace of %s',
  async (path) => {
    const { core } = await testCore()
    await expect(core.workspaces.add({ path, name: 'other' }, 'operator')).rejects.toMatchObject({
      code: 'workspace_invalid',
    })
  },
)

it('writes no export into the data directory, except to its folder for them', async () => {
  const { core, home } = await testCore()
  const link = join(aFolder(), 'link')
  symlinkSync(home, link)
  for (const path of ['KILL_SWITCH', 'run/zz', 'blobs/zz', 'exports/../zz', 'exports'].map(
    (name) => `${home}/${name}`,
  )) {
    await expect(core.exchange.exportDali({ path })).rejects.toMatchObject({ code: 'export_unwritable' })
    await expect(core.evidence.export({ path })).rejects.toMatchObject({ code: 'export_unwritable' })
  }
  const path = join(link, 'KILL_SWITCH')
  await expect(core.exchange.exportDali({ path })).rejects.toMatchObject({ code: 'export_unwritable' })
  expect(existsSync(join(home, 'KILL_SWITCH'))).toBe(false)
  await core.evidence.export({ path: join(home, 'exports', 'mine') })
  expect(existsSync(join(home, 'exports', 'mine'))).toBe(true)
})
