import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aJob } from '../support/jobs.ts'
import { aFolder } from '../support/test-core.ts'
import { aStartedCore, atATerminal } from './terminal.ts'

async function aDocument() {
  const terminal = await aStartedCore('--slots', '1')
  const folder = aFolder('workspace')
  writeFileSync(join(folder, 'README.md'), '# Hello\u001b[31m\n')
  await terminal.run('workspaces', 'add', folder, '--name', 'demo')
  await terminal.feed(JSON.stringify(aJob()), 'enqueue', '--job-file', '-', '--wait')
  const list = (await terminal.run('artifacts', 'list', '--json')).value()
  return { ...terminal, folder, id: String(list.items[0].id) }
}

describe('interlock artifacts', () => {
  it('lists what needs review, shows where it comes from and what it holds', async () => {
    const { run, id } = await aDocument()
    expect((await run('artifacts', 'list')).stdout).toMatch(/Needs review +[a-z0-9]{8} +document +demo/)
    const page = (await run('artifacts', 'show', id.slice(-8))).stdout
    expect(page).toContain(`Artifact ${id}: Needs review`)
    expect(page).toMatch(/From +README\.md/)
    const content = (await run('artifacts', 'show', id, '--content')).stdout
    expect(content).toContain('# Hello')
    expect(content).not.toContain('\u001b')
    expect(await run('artifacts', 'show', 'art-nowhere')).toMatchObject({ code: 1 })
    expect(await run('artifacts', 'list', '--state', 'lost')).toMatchObject({ code: 2 })
  })

  it('decides, says what was refused, and takes it back', async () => {
    const { run, id } = await aDocument()
    expect((await run('artifacts', 'reject', id, '--note', 'too long')).stdout).toContain('Rejected')
    const refused = await run('artifacts', 'accept', id, '--json')
    expect(refused).toMatchObject({ code: 4 })
    expect(refused.value()).toMatchObject({ done: [], refused: [{ code: 'artifact_state_conflict' }] })
    expect((await run('artifacts', 'undo', id, '--json')).value()).toMatchObject({ done: [{ state: 'needs_review' }] })
    expect((await run('artifacts', 'show', id)).stdout).toContain('too long')
  })

  it('promotes only after the change was shown and somebody said yes', async () => {
    const { run, home, folder, id } = await aDocument()
    const file = join(folder, 'out.md')
    const unasked = await run('artifacts', 'promote', id, '--path', 'out.md')
    expect(unasked.code).toBe(1)
    expect(unasked.stderr).toContain('New file out.md in demo: +')
    expect(existsSync(file)).toBe(false)

    const leaving = atATerminal(['--home', home, 'artifacts', 'promote', id, '--path', 'out.md'])
    await leaving.says(/Promote it\?/)
    leaving.types('\u0003')
    expect(await leaving.ended()).toBe(1)
    expect(existsSync(file)).toBe(false)

    const seat = atATerminal(['--home', home, 'artifacts', 'promote', id, '--path', 'out.md'])
    await seat.says(/Promote it\?/)
    seat.types('y\n')
    expect(await seat.ended()).toBe(0)
    expect(readFileSync(file, 'utf8')).toContain('# Hello')

    writeFileSync(file, 'edited\n')
    const refused = await run('artifacts', 'undo', id)
    expect(refused.code).toBe(4)
    expect(refused.stdout).toContain('changed after the promotion')
  })

  it('needs no running core, and refuses where nothing may be written', async () => {
    const { run, core, folder, id } = await aDocument()
    await core.end('SIGTERM')
    const done = await run('artifacts', 'promote', id, '--path', 'out.md', '--yes', '--json')
    expect(done.value()).toMatchObject({ done: [{ state: 'promoted' }] })
    expect(existsSync(join(folder, 'out.md'))).toBe(true)
    const again = await run('artifacts', 'undo', id)
    expect([again.code, existsSync(join(folder, 'out.md'))]).toEqual([0, false])
    const denied = await run('artifacts', 'promote', id, '--path', '.env', '--dry-run')
    expect(denied).toMatchObject({ code: 2, stdout: expect.stringContaining('kept for secrets') })
  })
})
