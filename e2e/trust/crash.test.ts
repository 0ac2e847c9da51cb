import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { aScript } from '../support/jobs.ts'
import { aFolder, openCore } from '../support/test-core.ts'
import { aProvider, KNOWS_ALL } from '../support/trust.ts'
import { enqueued, eventsOf, until } from '../support/wait.ts'
import { readDatabase } from '../support/database.ts'

const CORE_PROCESS = join(import.meta.dirname, '..', 'crash', 'core-process.ts')

function aCoreProcess(home: string): ChildProcess {
  const child = spawn(process.execPath, [CORE_PROCESS, home, '1'], { stdio: ['pipe', 'inherit', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

it('has credentials taken back once after a core that was killed while they were in use, and kept them nowhere', async () => {
  const home = aFolder('home')
  const workspace = aFolder('workspace')
  aProvider(home, 'vault', 'identity', KNOWS_ALL)
  const trust = { identity: { principal: 'bot', provider: 'vault' }, credentials: ['TOKEN_A'] }
  const before = await openCore({ home, workspace, slots: 0 })
  const job = await enqueued(before.core, aScript('echo "$TOKEN_A" > used; sleep 60', { trust, max_attempts: 1 }))
  await before.core.close('test')

  const child = aCoreProcess(home)
  const kinds = () =>
    readDatabase(
      home,
      (database) =>
        new Set(
          database
            .prepare<[], { kind: string }>('SELECT kind FROM event')
            .all()
            .map(({ kind }) => kind),
        ),
    )
  await until('its command has begun', () => kinds().has('tool.called'))
  await until('it uses them', () => existsSync(join(workspace, 'used')))
  expect(readFileSync(join(workspace, 'used'), 'utf8')).toBe('value-of-TOKEN_A\n')
  expect(commandLinesWith('value-of-TOKEN_A')).toEqual([])
  child.kill('SIGKILL')
  await until('it is gone', () => child.signalCode !== null)
  expect(kinds().has('trust.credentials_cleaned')).toBe(false)

  for (let life = 0; life < 2; life += 1) {
    const { core } = await openCore({ home, workspace, slots: 0 })
    await expect.poll(() => core.trust.ofJob(job)[0]?.cleanup).toBe('done')
    expect(core.trust.ofJob(job)).toMatchObject([{ intact: true, outcome: { state: 'lost', code: 'core_stopped' } }])
    const cleaned = await eventsOf(core, { kind: ['trust.credentials_cleaned'] })
    expect(cleaned.map(({ payload }) => payload['tries'])).toEqual([1])
    expect(await core.evidence.verify({ bodies: true })).toMatchObject({ ok: true })
    await core.close('test')
  }
  expect(filesWith('value-of-TOKEN_A', home)).toEqual([])
}, 60_000)

/** Processes of this machine that name a text where everybody can read it. */
function commandLinesWith(text: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(join('/proc', name, 'cmdline')).includes(text)
    } catch {
      // It ended while we looked.
      return false
    }
  })
}

/** Files below a folder that hold a text. The provider itself, which makes it up, does not hold it in one piece. */
function filesWith(text: string, folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('trust-providers') && readFileSync(path).includes(text))
}
