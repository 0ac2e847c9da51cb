import { execFileSync } from 'node:child_process'
import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aJob, anIndex, aScript } from '../support/jobs.ts'
import { aFolder, testCore } from '../support/test-core.ts'
import { enqueued, settled } from '../support/wait.ts'

it('reads nothing of a folder that a link put in the place of the workspace leads to', async () => {
  const { core, workspace } = await testCore()
  const elsewhere = aFolder('elsewhere')
  writeFileSync(join(elsewhere, 'README.md'), 'not allowed')
  execFileSync('git', ['init', '-q', elsewhere])
  execFileSync('git', ['-C', elsewhere, 'add', '.'])
  rmSync(workspace, { recursive: true })
  symlinkSync(elsewhere, workspace)
  for (const spec of [aJob(), anIndex(), aScript('cat README.md')]) {
    const id = await enqueued(core, spec)
    expect(await settled(core, id)).toMatchObject({ state: 'failed', outcome: { code: 'workspace_moved' } })
    expect(core.jobs.get(id).artifacts).toEqual([])
  }
})
