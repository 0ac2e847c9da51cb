import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { COMMANDS, aTestRun } from '../support/jobs.ts'
import { aFolder, testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, settled } from '../support/wait.ts'

/** A folder with a program that is nowhere else, on the PATH of what is started from here. */
function aToolchain(): string {
  const folder = aFolder('tools')
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, 'compile'), '#!/bin/sh\necho compiled\n')
  chmodSync(join(folder, 'compile'), 0o755)
  const before = process.env['PATH'] ?? ''
  process.env['PATH'] = `${before}:${folder}`
  onTestFinished(() => {
    process.env['PATH'] = before
  })
  return folder
}

describe('a toolchain of a workspace', () => {
  it('is seen by jobs once the operator named it; before, its programs are not found in the sandbox', async () => {
    const tools = aToolchain()
    const { core } = await testCore()
    const output = async (job: string) => {
      const [run] = core.jobs.get(job).runs
      const { frames } = await core.runs.output({ id: run!.id, from: 0, limit: 65_536 })
      return frames.map(({ text }) => text).join('')
    }
    const before = await enqueued(core, aTestRun([['compile']]))
    expect(await settled(core, before)).toMatchObject({ verdict: 'failed' })
    expect(await output(before)).toMatch(/"compile" was not found in the sandbox: .*toolchains of the workspace/)

    const set = await core.workspaces.setToolchains({ name: 'demo', toolchains: [tools] }, 'operator')
    expect(set.toolchains).toEqual([{ name: expect.any(String) as unknown, paths: [tools], missing: [] }])
    const after = await enqueued(core, aTestRun([['compile']]))
    expect(await settled(core, after)).toMatchObject({ verdict: 'passed' })
    expect(await output(after)).toContain('compiled')
    expect(await eventsOf(core, { kind: ['workspace.toolchains_set'] })).toMatchObject([
      { actor: 'operator', payload: { name: 'demo' } },
    ])
  })

  it('that is known is found without being on the PATH, and named where the workspace does not show it', async () => {
    const home = aFolder('user')
    const bin = join(home, '.cargo', 'bin')
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(bin, 'compile-all'), '#!/bin/sh\necho compiled\n')
    for (const folder of [home, join(home, '.cargo'), bin, join(bin, 'compile-all')]) chmodSync(folder, 0o755)
    const before = process.env['HOME']
    process.env['HOME'] = home
    onTestFinished(() => {
      process.env['HOME'] = before
    })
    const { core } = await testCore()
    const job = await enqueued(core, aTestRun([['compile-all']]))
    expect(await settled(core, job)).toMatchObject({ verdict: 'failed' })
    const [run] = core.jobs.get(job).runs
    const { frames } = await core.runs.output({ id: run!.id, from: 0, limit: 65_536 })
    expect(frames.map(({ text }) => text).join('')).toMatch(/not found in the sandbox: .*Add cargo to the toolchains/)
    expect(core.workspaces.toolchains('demo').proposed).toContainEqual({ name: 'cargo', paths: [bin] })
    await core.workspaces.setToolchains({ name: 'demo', toolchains: ['cargo'] }, 'operator')
    expect(await settled(core, await enqueued(core, aTestRun([['compile-all']])))).toMatchObject({ verdict: 'passed' })
  })

  it('stands in the dry run of a job, and in the list of workspaces', async () => {
    const tools = aFolder('tools')
    const { core } = await testCore({ slots: 0 })
    await core.workspaces.setToolchains({ name: 'demo', toolchains: [tools] }, 'operator')
    const check = core.policy.check(aTestRun([['true']], { policy: COMMANDS }))
    expect(check.permissions[0]).toMatchObject({ axis: 'read', sentence: expect.stringContaining(tools) as unknown })
    expect(core.workspaces.list()).toMatchObject([{ name: 'demo', toolchains: [{ paths: [tools] }] }])
  })

  it('that is gone since is named as missing, and can be kept or taken away', async () => {
    const tools = aFolder('tools')
    const { core } = await testCore({ slots: 0 })
    const {
      toolchains: [set],
    } = await core.workspaces.setToolchains({ name: 'demo', toolchains: [tools] }, 'operator')
    rmSync(tools, { recursive: true })
    expect(core.workspaces.toolchains('demo').toolchains).toMatchObject([{ missing: [tools] }])
    const kept = await core.workspaces.setToolchains({ name: 'demo', toolchains: [set!.name] }, 'operator')
    expect(kept.toolchains).toHaveLength(1)
    const none = await core.workspaces.setToolchains({ name: 'demo', toolchains: [] }, 'operator')
    expect(none.toolchains).toEqual([])
  })

  it.each([
    ['nowhere', 'toolchain_unknown'],
    ['/', 'toolchain_invalid'],
    ['/run', 'toolchain_invalid'],
    ['/home', 'toolchain_invalid'],
    ['/proc/self', 'toolchain_invalid'],
    ['/does/not/exist', 'toolchain_invalid'],
  ])('%s is refused, and nothing is written', async (word, code) => {
    const { core } = await testCore({ slots: 0 })
    const head = core.status().ledger.seq
    await expect(core.workspaces.setToolchains({ name: 'demo', toolchains: [word] }, 'cli')).rejects.toMatchObject({
      code,
    })
    expect(core.status().ledger.seq).toBe(head)
    await expect(core.workspaces.setToolchains({ name: 'other', toolchains: [] }, 'cli')).rejects.toMatchObject({
      code: 'workspace_not_found',
    })
  })

  it('cannot be Interlock’s own data', async () => {
    const { core, home } = await testCore({ slots: 0 })
    await expect(core.workspaces.setToolchains({ name: 'demo', toolchains: [home] }, 'cli')).rejects.toMatchObject({
      code: 'toolchain_invalid',
      message: expect.stringContaining('data directory') as unknown,
    })
  })
})
