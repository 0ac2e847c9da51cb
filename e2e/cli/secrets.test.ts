import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filesWith, SECRET } from '../support/secrets.ts'
import { aFolder } from '../support/test-core.ts'
import { aTerminal } from './terminal.ts'

const VARIABLE = 'INTERLOCK_SECRETS_PASSPHRASE_FILE'

describe('interlock secrets', () => {
  beforeEach(() => {
    const file = join(aFolder('passphrase'), 'passphrase')
    writeFileSync(file, 'a passphrase of a service\n', { mode: 0o600 })
    process.env[VARIABLE] = file
  })
  afterEach(() => delete process.env[VARIABLE])

  it('keeps what comes on standard input, lists its name and forgets it', async () => {
    const { run, feed, home } = aTerminal()
    const kept = await feed(`${SECRET}\n`, 'secrets', 'set', 'API_TOKEN')
    expect(kept).toMatchObject({ code: 0, stdout: expect.stringContaining('API_TOKEN is kept.') })
    const listed = await run('secrets', 'list')
    expect(listed.stdout).toMatch(/^API_TOKEN\s+set /)
    expect(listed.stdout).toContain(`Kept in ${join(home, 'secrets', 'secrets.json')}, which opens with a passphrase.`)
    expect((await run('secrets', 'list', '--json')).value()).toMatchObject({
      state: 'open',
      secrets: [{ name: 'API_TOKEN' }],
      problem: null,
    })
    expect(filesWith(home, SECRET)).toEqual([])
    // What is signed with it goes to no address of this machine, unless the alias says so.
    await run('aliases', 'set', 'hook', '--webhook', 'https://127.0.0.1:1/x', '--secret', 'API_TOKEN')
    const tried = await run('aliases', 'test', 'hook')
    expect(tried).toMatchObject({ code: 1, stdout: expect.stringContaining('which the alias does not allow') })
    expect(tried.stdout).toMatch(/aliases set hook` with all its options, and --allow-private, allows it\.$/m)
    expect(await run('secrets', 'remove', 'API_TOKEN')).toMatchObject({ code: 0 })
    expect(await run('secrets', 'remove', 'API_TOKEN')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no secret API_TOKEN.'),
    })
  })

  it('takes no value from the command line', async () => {
    const { run } = aTerminal()
    expect(await run('secrets', 'set', 'API_TOKEN', SECRET)).toMatchObject({
      code: 2,
      stderr: expect.not.stringContaining(SECRET),
    })
  })

  it.each([
    ['too short', 'API_TOKEN', 'abc', 'at least 6 characters'],
    ['of two lines', 'API_TOKEN', 'first line\nsecond line', 'one line'],
    ['for a name of ours', 'PATH', SECRET, 'a variable that Interlock sets itself'],
  ])('refuses a value %s without repeating it', async (_, name, value, reason) => {
    const { feed } = aTerminal()
    const refused = await feed(value, 'secrets', 'set', name)
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(reason) })
    expect(refused.stderr).not.toContain(value)
  })

  it('gives a value to a job that is granted it, and exports what it said without it', async () => {
    const { run, feed, home } = aTerminal()
    await feed(SECRET, 'secrets', 'set', 'API_TOKEN')
    const workspace = aFolder('work')
    await run('workspaces', 'add', workspace, '--name', 'work')
    const job = {
      type: 'test_runner_task',
      payload: { commands: [['sh', '-c', 'echo "${#API_TOKEN} letters: $API_TOKEN"']], timeout_sec: 20 },
      budgets: { max_wall_time_sec: 30, max_tool_calls: 5, max_output_bytes: 65_536, max_concurrency_slots: 1 },
      policy: { allow_network: false, allow_subprocess: true, allowed_tools: [], secrets: ['API_TOKEN'] },
    }
    const done = await feed(JSON.stringify(job), 'enqueue', '--job-file', '-', '--wait', '--json')
    expect(done.code).toBe(0)
    const { job_id } = done.value()
    expect((await run('jobs', 'logs', job_id)).stdout).toContain('28 letters: [redacted]')
    expect(filesWith(home, SECRET)).toEqual([])
    const target = join(aFolder('export'), 'bundle')
    expect((await run('evidence', 'export', '--to', target, '--json')).value()).toMatchObject({ findings: 0 })

    job.payload.commands = [['echo', SECRET]]
    const refused = await feed(JSON.stringify(job), 'enqueue', '--job-file', '-', '--json')
    expect(refused).toMatchObject({ code: 2 })
    expect(refused.failure()).toMatchObject({
      code: 'secret_in_job',
      data: { fields: [{ field: 'payload.commands[0][1]', secret: 'API_TOKEN' }] },
    })
    expect(refused.stderr).not.toContain(SECRET)
  })
})

describe('interlock secrets without keyring and passphrase file', () => {
  it('says what to do, and chooses a passphrase that comes on standard input', async () => {
    const { run, feed, home, begin } = aTerminal()
    const refused = await feed(SECRET, 'secrets', 'set', 'API_TOKEN', '--json')
    expect(refused.code).toBe(4)
    expect(refused.failure()).toMatchObject({
      code: 'secrets_locked',
      remedy: expect.stringContaining('secrets unlock'),
    })
    expect(await run('secrets', 'lock')).toMatchObject({ code: 3 })

    const daemon = begin('start', '--port', '0', '--no-demo')
    await daemon.says(/http:/)
    expect(await feed('a passphrase I chose\n', 'secrets', 'unlock')).toMatchObject({ code: 0 })
    expect(await feed(SECRET, 'secrets', 'set', 'API_TOKEN')).toMatchObject({ code: 0 })
    expect((await run('secrets', 'lock')).stdout).toContain('Locked.')
    expect((await run('secrets', 'list', '--json')).value()).toMatchObject({ state: 'locked' })
    const wrong = await feed('another passphrase', 'secrets', 'unlock', '--json')
    expect(wrong.failure()).toMatchObject({ code: 'secrets_passphrase_wrong' })
    expect((await feed('a passphrase I chose', 'secrets', 'unlock')).stdout).toContain('1 secret is open until')
    await daemon.end('SIGTERM')
    expect(readFileSync(join(home, 'secrets', 'secrets.json'), 'utf8')).not.toContain(SECRET)
    expect(filesWith(home, SECRET)).toEqual([])
    expect(filesWith(home, 'a passphrase I chose')).toEqual([])
  })
})
