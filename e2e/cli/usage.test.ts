import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aFolder } from '../support/test-core.ts'
import { aStartedCore, aTerminal } from './terminal.ts'

describe('the command line', () => {
  it('names what it does not know and ends with 2', async () => {
    const { run } = aTerminal()
    expect(await run('frob')).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no command frob.') })
    expect((await run('jobs', 'cancle', '--json')).failure()).toMatchObject({
      code: 'usage',
      message: 'There is no command jobs cancle. Did you mean jobs cancel?',
      remedy: expect.stringMatching(/^Nothing was done\. `.+ jobs --help` lists the commands\.$/),
    })
    expect(await run('jobs')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('list [options]') })
    expect((await run('jobs', '--json')).failure()).toMatchObject({ code: 'usage' })
    expect((await run('status', '--fast', '--json')).failure()).toMatchObject({
      code: 'usage',
      remedy: expect.stringMatching(/ status --help` says what it takes\.$/),
    })
    expect((await run('worker', '--max-idle-s', 'soon', '--json')).failure()).toMatchObject({ code: 'usage' })
  })

  it.each([
    ['approvals rules add x --above foo', 'It must look like max_wall_time_sec=60.'],
    ['approvals list --state foo', 'state[0] must be one of pending, approved'],
    ['agents seen coder foo', 'state must be one of idle, busy, offline'],
    ['messages send hi', 'A message goes to one recipient'],
    ['messages send hi --to coder --team all', 'A message goes to one recipient'],
    ['pools set models --pause --resume', 'Choose one of --pause and --resume.'],
    ['jobs logs x --regex', '--regex and --context go with --find.'],
    ['schedules preview --every 1h --days 1', '--weekdays and --days go with --daily.'],
    ['schedules preview --daily 08:00 --weekdays foo', 'cannot be read from 08:00 and foo.'],
    ['schedules preview --file x', 'Unknown option'],
  ])('refuses %s and says why', async (words, why) => {
    const { run } = aTerminal()
    expect(await run(...words.split(' '))).toMatchObject({ code: 2, stderr: expect.stringContaining(why) })
  })

  it('helps without touching anything', async () => {
    const { run } = aTerminal()
    expect((await run('enqueue', '--help')).stdout).not.toContain('`interlock ')
    expect(await run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('evidence') })
    expect(await run('jobs', 'logs', '--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--follow') })
    expect(await run('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })

  it('needs a running core where nothing else will do', async () => {
    const { run } = aTerminal()
    expect((await run('open', '--json')).failure()).toMatchObject({ code: 'no_core' })
    expect(await run('open')).toMatchObject({ code: 3 })
  })

  it('says what is wrong with a data directory', async () => {
    const folder = aFolder()
    mkdirSync(join(folder, 'real'))
    symlinkSync(join(folder, 'real'), join(folder, 'link'))
    const refused = await aTerminal({ home: join(folder, 'link') }).run('kill', '--json')
    expect(refused.failure().data ?? refused.failure().message).toBeDefined()
    writeFileSync(join(folder, 'file'), '')
    expect(await aTerminal({ home: join(folder, 'file') }).run('workspaces', 'add', folder)).toMatchObject({ code: 5 })
  })

  it('asks a running core on the newest Node as on the oldest', async () => {
    const { home, run } = await aStartedCore()
    const newest = aTerminal({ home, node: process.execPath })
    expect((await newest.run('jobs', 'list')).code).toBe((await run('jobs', 'list')).code)
  })

  it('ends quietly when its reader has seen enough', async () => {
    const { home } = await aStartedCore()
    const launcher = join(import.meta.dirname, '..', '..', 'src-main', 'cli', 'launch', 'interlock.mjs')
    const piped = spawnSync('sh', ['-c', `node '${launcher}' --home '${home}' status | true`], { encoding: 'utf8' })
    expect(piped).toMatchObject({ status: 0, stderr: '' })
  })
})
