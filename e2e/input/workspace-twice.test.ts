import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
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

it('refuses an import that would give a folder a second name, before anything is read', async () => {
  const { core } = await testCore({ slots: 0 })
  const { root } = aDaliRepository(recordedLedger('order'))
  await core.workspaces.add({ path: root, name: 'mine' }, 'operator')
  await expect(importDali(core, root, { workspace: 'other' })).rejects.toMatchObject({ code: 'workspace_folder_taken' })
})
