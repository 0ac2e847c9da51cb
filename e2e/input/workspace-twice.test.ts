import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { aDaliRepository, importDali, recordedLedger } from '../support/dali.ts'
import { aFolder, testCore } from '../support/test-core.ts'

it('refuses a folder that is a workspace already, under whatever name or path', async () => {
  const { core, workspace } = await testCore({ slots: 0 })
  const link = join(aFolder(), 'link')
  symlinkSync(workspace, link)
  for (const path of [workspace, `${workspace}/.`, link])
    await expect(core.workspaces.add({ path, name: 'second' }, 'operator')).rejects.toMatchObject({
      code: 'workspace_folder_taken',
      data: { name: 'demo', path: workspace },
    })
  expect(core.workspaces.list().map(({ name }) => name)).toEqual(['demo'])
  // Removed, the folder is free again.
  await core.workspaces.remove({ name: 'demo', force: false }, 'operator')
  expect(await core.workspaces.add({ path: link, name: 'second' }, 'operator')).toMatchObject({ path: workspace })
})

it('refuses a folder that lies in a workspace or contains one, also by a link, and takes one whose name only begins alike', async () => {
  const { core } = await testCore({ slots: 0 })
  const outer = aFolder()
  const inner = join(outer, 'inner')
  const beside = `${inner}-too`
  const link = join(aFolder(), 'link')
  for (const folder of [join(inner, 'deep'), beside]) mkdirSync(folder, { recursive: true })
  symlinkSync(join(inner, 'deep'), link)
  await core.workspaces.add({ path: inner, name: 'inner' }, 'operator')
  for (const [path, reason] of [
    [join(inner, 'deep'), 'it lies in the workspace inner'],
    [link, 'it lies in the workspace inner'],
    [dirname(inner), 'it contains the workspace inner'],
  ] as const)
    await expect(core.workspaces.add({ path, name: 'other' }, 'operator')).rejects.toMatchObject({
      code: 'workspace_invalid',
      data: { path, reason },
    })
  expect(await core.workspaces.add({ path: beside, name: 'beside' }, 'operator')).toMatchObject({ path: beside })
})

it('refuses an import that would give a folder a second name, before anything is read', async () => {
  const { core } = await testCore({ slots: 0 })
  const { root } = aDaliRepository(recordedLedger('order'))
  await core.workspaces.add({ path: root, name: 'mine' }, 'operator')
  await expect(importDali(core, root, { workspace: 'other' })).rejects.toMatchObject({ code: 'workspace_folder_taken' })
})
