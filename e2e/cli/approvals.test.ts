import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aTestRun } from '../support/jobs.ts'
import { aFolder } from '../support/test-core.ts'
import { aTerminal } from './terminal.ts'

async function withWorkspace() {
  const terminal = aTerminal()
  const core = terminal.begin('start', '--no-demo', '--port', '0', '--slots', '0')
  await core.says(/\/#code=|http:\/\/127/)
  onTestFinished(() => core.end('SIGTERM').then(() => undefined))
  const folder = aFolder('workspace')
  expect((await terminal.run('workspaces', 'add', folder, '--name', 'demo')).code).toBe(0)
  const file = join(folder, 'job.json')
  const add = async (commands: string[][]) => {
    writeFileSync(file, JSON.stringify(aTestRun(commands)))
    return (await terminal.run('enqueue', '--job-file', file, '--json')).value()
  }
  return { ...terminal, add, file }
}

describe('interlock approvals', () => {
  it('asks by a rule, shows exactly what would happen, and approves what was shown', async () => {
    const { run, add } = await withWorkspace()
    const prefix = ['--prefix', 'git', '--prefix', 'push']
    const rule = await run('approvals', 'rules', 'add', 'Pushes', ...prefix, '--priority', '5', '--note', 'Look where.')
    expect(rule.stdout).toContain('Pushes')
    expect((await run('approvals', 'rules', 'list')).stdout).toContain('begins with git push')
    const { job } = await add([['git', 'push', 'origin', 'a\u200bb']])
    expect(job).toMatchObject({ state: 'awaiting_approval' })
    const { items, pending } = (await run('approvals', 'list', '--json')).value()
    expect([pending, items]).toMatchObject([1, [{ job: { id: job.id }, priority: 5, hidden: true }]])
    const [{ id, hash }] = items
    const shown = await run('approvals', 'show', id.slice(-8))
    expect(shown.stdout).toContain(String.raw`1. git push origin 'a\u{200b}b'`)
    expect(shown.stdout).toContain('hidden characters')
    expect(shown.stdout).toContain('the rule “Pushes”: Look where.')
    // Nobody is there to be asked.
    expect(await run('approvals', 'approve', id)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Nobody is here'),
    })
    expect(await run('approvals', 'approve', id, '--hash', '0'.repeat(64))).toMatchObject({ code: 4 })
    const approved = await run('approvals', 'approve', id, '--hash', hash, '--note', 'Fine.', '--json')
    expect(approved.value()).toMatchObject({ approval: { state: 'approved', decided_by: 'cli', note: 'Fine.' } })
    expect((await run('jobs', 'show', job.id, '--json')).value()).toMatchObject({ job: { state: 'queued' } })
  })

  it('rejects, edits, grants and revokes', async () => {
    const { run, add, file } = await withWorkspace()
    expect(await run('approvals', 'rules', 'add', 'Never', '--schedule', 'nope')).toMatchObject({ code: 1 })
    await run('approvals', 'rules', 'add', 'Everything')
    const asked = async (command: string[]) => {
      await add([command])
      return (await run('approvals', 'list', '--json')).value().items[0].id
    }
    const rejected = await asked(['true'])
    expect((await run('approvals', 'reject', rejected, '--note', 'No.')).stdout).toContain('Rejected')
    const edited = await asked(['git', 'push', '--force'])
    writeFileSync(file, JSON.stringify(aTestRun([['git', 'push']])))
    const preview = await run('approvals', 'edit', edited, '--job-file', file, '--dry-run')
    expect(preview.stdout).toBe('payload.commands.0.2: "--force" to null\n')
    expect((await run('approvals', 'edit', edited, '--job-file', file)).stdout).toContain('Approved')
    const granted = await asked(['npm', 'run', 'lint'])
    const grant = (await run('approvals', 'grant', granted, '--uses', '2', '--glob', 'npm run *', '--json')).value()
    expect(grant).toMatchObject({ approval: { state: 'approved' }, grant: { uses: 2, used: 0 } })
    expect(await add([['npm', 'run', 'build']])).toMatchObject({ job: { state: 'queued' } })
    expect((await run('approvals', 'grants')).stdout).toContain('1 of 2')
    expect((await run('approvals', 'revoke', grant.grant.id.slice(-8))).stdout).toContain('revoked')
    expect((await run('approvals', 'rules', 'remove', 'Everything')).code).toBe(0)
    expect((await run('approvals', 'list', '--state', 'all')).stdout.split('\n')).toHaveLength(5)
  })
})
