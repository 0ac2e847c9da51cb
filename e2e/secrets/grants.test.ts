import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Core } from '#core'
import { aJob, aScript, aTestRun, COMMANDS } from '../support/jobs.ts'
import { aKeyring, filesWith, formsOf, granting, SECRET } from '../support/secrets.ts'
import { aFolder, built, testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, inState, settled, until } from '../support/wait.ts'

async function aCoreWithSecret(over: Parameters<typeof testCore>[0] = {}) {
  const opened = await testCore({ keyKeepers: aKeyring(), ...over })
  await opened.core.secrets.set({ name: 'API_TOKEN', value: SECRET }, 'operator')
  return opened
}

async function outputOf(core: Core, job: string): Promise<string> {
  const run = core.jobs.get(job).runs.at(-1)
  if (run === undefined) throw new Error('There is no run.')
  const { frames } = await core.runs.output({ id: run.id, from: 0, limit: 1_000_000 })
  return frames.map(({ text }) => text).join('')
}

/** All that a core tells its clients of a job and of itself. */
async function toldBy(core: Core, job: string): Promise<string> {
  const { runs, artifacts } = core.jobs.get(job)
  return JSON.stringify([
    core.status(),
    await core.health(),
    core.jobs.get(job),
    core.workers.list(),
    await core.secrets.list(),
    await core.inbox.get(),
    await eventsOf(core),
    await Promise.all((await eventsOf(core)).map(({ seq }) => core.events.get(seq))),
    await outputOf(core, job),
    await Promise.all(runs.map(({ id }) => core.runs.lines({ id, from: 1, limit: 1000 }))),
    await Promise.all(artifacts.map(({ id }) => core.artifacts.read({ id, from: 0, limit: 1_000_000 }))),
    artifacts.map(({ id }) => core.artifacts.get(id)),
  ])
}

/** Says a value in every way a command has. */
const SAY_IT = `
  printf '%s' "$API_TOKEN" | sha256sum
  echo "$API_TOKEN"; echo "$API_TOKEN" >&2
  printf correct-horse-; sleep 0.3; echo battery-staple
  printf '%s' "$API_TOKEN" | base64; printf 'a%s' "$API_TOKEN" | base64; printf 'ab%s' "$API_TOKEN" | base64
  printf '%s' "$API_TOKEN" | od -An -tx1 -v | tr -d ' \\n'; echo
  printf '{"token":"%s"}\\n' "$API_TOKEN"; printf 'https://x.example/?k=%s\\n' "$API_TOKEN"
  env; touch "$API_TOKEN"; ls; rm "$API_TOKEN"
  set -x; : argv "$API_TOKEN"; set +x
  sh -c "exit 3" "$API_TOKEN"; "./$API_TOKEN"; cat "$API_TOKEN"
  perl -e 'die "failed with $ENV{API_TOKEN}"'`

describe('case 56 a secret that a job was granted', () => {
  it('would be found by what looks for it below, in any form', () => {
    const folder = aFolder()
    const forms = formsOf(SECRET)
    for (const [at, form] of forms.entries())
      writeFileSync(join(folder, `form-${at}`), `before ${form.toString()} after`)
    writeFileSync(join(folder, SECRET), '')
    expect(filesWith(folder, SECRET)).toHaveLength(forms.length + 1)
  })

  it('is read in the data directory where the worker does not know it', async () => {
    const guard = 'createRedaction([...own, ...values])'
    const source = readFileSync(built.workerEntry, 'utf8')
    expect(source.split(guard)).toHaveLength(2)
    const folder = aFolder('worker')
    symlinkSync(join(dirname(built.workerEntry), 'chunks'), join(folder, 'chunks'))
    const workerEntry = join(folder, 'worker.mjs')
    writeFileSync(workerEntry, source.replace(guard, 'ungranted'))
    const { core, home } = await aCoreWithSecret({ workerEntry })
    await settled(core, await enqueued(core, aScript('echo "$API_TOKEN"', granting('API_TOKEN'))))
    expect(filesWith(home, SECRET)).not.toEqual([])
  })

  it('reaches its command, is said by it in every way, and is read nowhere', async () => {
    const { core, home, workspace } = await aCoreWithSecret()
    writeFileSync(join(workspace, 'say.sh'), SAY_IT)
    const id = await enqueued(core, aTestRun([['sh', 'say.sh']], granting('API_TOKEN')))
    await settled(core, id)
    const said = await outputOf(core, id)
    expect(said).toContain(createHash('sha256').update(SECRET).digest('hex'))
    expect(said.split('[redacted]').length).toBeGreaterThan(12)
    expect(filesWith(home, SECRET)).toEqual([])
    const told = await toldBy(core, id)
    expect(told).toContain('API_TOKEN')
    expect(formsOf(SECRET).filter((form) => told.includes(form.toString()))).toEqual([])
    expect((await core.evidence.verify({ bodies: true })).ok).toBe(true)
  })

  it('is in the environment of that job’s commands only', async () => {
    const { core } = await aCoreWithSecret()
    await core.secrets.set({ name: 'OTHER', value: `${SECRET}-2` }, 'operator')
    const without = await enqueued(core, aScript('env | sort', { policy: COMMANDS }))
    const other = await enqueued(core, aScript('echo "other: ${OTHER+set} token: ${API_TOKEN+set}"', granting('OTHER')))
    await Promise.all([without, other].map((id) => settled(core, id)))
    expect(await outputOf(core, without)).not.toMatch(/API_TOKEN|OTHER/)
    expect(await outputOf(core, other)).toContain('other: set token: \n')
  })

  it('stands on no command line while it is used', async () => {
    const { core } = await aCoreWithSecret()
    const id = await enqueued(core, aScript('echo begun; sleep 3', granting('API_TOKEN')))
    await until(
      'it has begun',
      async () => core.jobs.get(id).runs.length > 0 && (await outputOf(core, id)).includes('begun\n'),
    )
    const lines = readdirSync('/proc').flatMap((name) => {
      try {
        return /^\d+$/.test(name) ? [readFileSync(`/proc/${name}/cmdline`, 'utf8')] : []
      } catch {
        // The process ended meanwhile.
        return []
      }
    })
    expect(lines.some((line) => line.includes('sleep'))).toBe(true)
    expect(lines.filter((line) => line.includes(SECRET))).toEqual([])
    await core.jobs.cancel(id, 'operator')
    await settled(core, id)
  })

  it('is hidden in what is left of a run whose worker was killed', async () => {
    const { core, home } = await aCoreWithSecret({ limits: { restartMinMs: 30, retryMinMs: 30 } })
    const id = await enqueued(
      core,
      aScript('echo "it is $API_TOKEN"; sleep 30', { ...granting('API_TOKEN'), max_attempts: 1 }),
    )
    await until(
      'it has spoken',
      async () => core.jobs.get(id).runs.length > 0 && (await outputOf(core, id)).includes('it is ['),
    )
    const { pid } = core.workers.list()[0] ?? {}
    process.kill(pid ?? 0, 'SIGKILL')
    await settled(core, id)
    expect(await outputOf(core, id)).toContain('it is [redacted]')
    expect(filesWith(home, SECRET)).toEqual([])
  })

  it('is given again to the run that follows a lost one', async () => {
    const { core } = await aCoreWithSecret({ limits: { restartMinMs: 30, retryMinMs: 30, retryMaxMs: 60 } })
    const script = 'if [ -e again ]; then echo "${#API_TOKEN} letters"; else touch again; sleep 30; fi'
    const id = await enqueued(core, aScript(script, { ...granting('API_TOKEN'), max_attempts: 2 }))
    await inState(core, id, 'running')
    await until('it sleeps', async () => core.jobs.get(id).job.usage?.tool_calls === 1)
    process.kill(core.workers.list()[0]?.pid ?? 0, 'SIGKILL')
    expect(await settled(core, id)).toMatchObject({ state: 'succeeded', runs: 2 })
    expect(await outputOf(core, id)).toContain('28 letters')
  })
})

describe('a grant', () => {
  it('is part of the dry run, which refuses what the job itself would be refused for', async () => {
    const { core } = await aCoreWithSecret()
    const asked = core.policy.check(aScript('true', granting('API_TOKEN')))
    expect(asked.permissions).toContainEqual(
      expect.objectContaining({ axis: 'secrets', sentence: expect.stringContaining('API_TOKEN') }),
    )
    expect(() => core.policy.check(aScript('true', granting('NO_SUCH')))).toThrow('There is no secret NO_SUCH.')
    expect(() => core.policy.check(aScript(`echo ${SECRET}`))).toThrow('holds the value of the secret API_TOKEN')
  })

  it('of a name that no secret has is refused when the job is added', async () => {
    const { core } = await aCoreWithSecret()
    await expect(
      core.jobs.enqueue(aScript('true', granting('API_TOKEN', 'NO_SUCH')), 'operator'),
    ).rejects.toMatchObject({
      code: 'secret_not_found',
      data: { names: ['NO_SUCH'] },
    })
  })

  it('waits while the secrets are locked, says so, and goes on when they are opened', async () => {
    const { core } = await aCoreWithSecret()
    core.secrets.lock()
    const id = await enqueued(core, aScript('echo "${#API_TOKEN} letters"', granting('API_TOKEN')))
    const other = await enqueued(core, aJob())
    await settled(core, other)
    expect(core.jobs.get(id).job).toMatchObject({ state: 'queued', waiting_reason: { code: 'secrets_locked' } })
    await core.secrets.unlock(undefined)
    expect(await settled(core, id)).toMatchObject({ state: 'succeeded' })
    expect(await outputOf(core, id)).toContain('28 letters')
  })

  it('of a secret that was removed meanwhile fails the run by its name', async () => {
    const { core } = await aCoreWithSecret()
    await core.killSwitch.engage({ hard: false }, 'operator')
    const id = await enqueued(core, aScript('true', granting('API_TOKEN')))
    await core.secrets.remove('API_TOKEN', 'operator')
    await core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')
    expect(await settled(core, id)).toMatchObject({
      state: 'failed',
      outcome: { code: 'secret_missing', message: expect.stringContaining('There is no secret API_TOKEN.') },
    })
  })

  it('is opened by the next life of the core, which runs what waited', async () => {
    const keyKeepers = aKeyring()
    const first = await testCore({ keyKeepers, slots: 0 })
    await first.core.secrets.set({ name: 'API_TOKEN', value: SECRET }, 'operator')
    const id = await enqueued(first.core, aScript('echo "${#API_TOKEN} letters"', granting('API_TOKEN')))
    await first.core.close('test')
    const { core } = await testCore({ keyKeepers, home: first.home, workspace: first.workspace })
    expect(await settled(core, id)).toMatchObject({ state: 'succeeded' })
  })
})

it('a job that holds the value of a secret is refused, and nothing of it is stored', async () => {
  const { core, home } = await aCoreWithSecret()
  const refused = core.jobs.enqueue(aScript(`curl -H "Authorization: ${SECRET}" https://x.example`), 'operator')
  await expect(refused).rejects.toMatchObject({ code: 'secret_in_job', message: expect.not.stringContaining(SECRET) })
  expect((await core.jobs.list({ limit: 10 })).items).toEqual([])
  expect(filesWith(home, SECRET)).toEqual([])
})
