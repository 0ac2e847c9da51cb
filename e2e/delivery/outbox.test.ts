import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { aliasSpecSchema } from '#schemas'
import { connectToCore } from '#server/client'
import { aJob, aScript } from '../support/jobs.ts'
import { aFolder, testCore } from '../support/test-core.ts'
import { enqueued, settled, until } from '../support/wait.ts'
import { aTerminal } from '../cli/terminal.ts'
import { aReceiver } from './receiver.ts'

describe('the end of a job', () => {
  it('is told to whom it names, with the end of its output, when they want to know', async () => {
    const { core, home } = await testCore({ slots: 2 })
    const file = (name: string) =>
      core.aliases.set({ name, spec: aliasSpecSchema.parse({ channel: 'file', file: `${name}.jsonl` }) }, 'operator')
    await file('always')
    await file('failures')
    const deliver = { to: 'failures', when: 'on_failure' } as const
    const jobs = await Promise.all([
      enqueued(core, aScript('echo said it', { deliver: { to: 'always', when: 'always', output: true } })),
      enqueued(core, aScript('exit 3', { deliver, max_attempts: 1 })),
      enqueued(core, aScript('true', { deliver })),
      enqueued(core, aScript('exit 3', { deliver: { to: 'failures', when: 'never' }, max_attempts: 1 })),
    ])
    await Promise.all(jobs.map((id) => settled(core, id)))
    const lines = (name: string) =>
      readFileSync(join(home, 'exports', `${name}.jsonl`), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
    await until('all is sent', () => core.outbox.get().counts.waiting === 0)
    expect(lines('always')).toMatchObject([
      { topic: 'job.ended', job: jobs[0], output: expect.stringContaining('said it') },
    ])
    expect(lines('failures')).toMatchObject([{ job: jobs[1], output: null, facts: { workspace: 'demo' } }])
  })

  it('is refused to be told to nobody there is, before the job is taken', async () => {
    const { core } = await testCore({ slots: 0 })
    await expect(core.jobs.enqueue(aJob({ deliver: { to: 'nobody' } }), 'operator')).rejects.toMatchObject({
      code: 'alias_not_found',
      data: { name: 'nobody', known: ['inbox', 'desktop'] },
    })
    expect((await core.jobs.list({ limit: 1 })).items).toEqual([])
  })
})

it('sends after a kill -9 what was not known to have arrived, under the same id', async () => {
  const { url, received } = await aReceiver({ afterMs: 60_000 })
  const terminal = aTerminal()
  const start = async () => {
    const daemon = terminal.begin('start', '--port', '0', '--no-demo', '--no-open')
    await daemon.says(/#code=/)
    const core = await until('the core answers', () => connectToCore(terminal.home))
    await core.secrets.unlock({ passphrase: 'a passphrase I chose' })
    return { daemon, core }
  }
  const first = await start()
  await first.core.workspaces.add({ path: aFolder('work'), name: 'demo' })
  await first.core.secrets.set({ name: 'HOOK_KEY', value: 'a key of the hook' })
  const hook = { channel: 'webhook', url, secret: 'HOOK_KEY', allow_private: true } as const
  await first.core.aliases.set({ name: 'hook', spec: hook })
  await first.core.jobs.enqueue(aJob({ deliver: { to: 'hook', when: 'always' } }))
  await until('the request is under way', () => received.length === 1)
  await first.daemon.end('SIGKILL')

  const second = await start()
  await until('it came again', () => received.length === 2)
  expect(received[1]?.headers['interlock-delivery']).toBe(received[0]?.headers['interlock-delivery'])
  expect(received[1]?.body).toBe(received[0]?.body)
  await until('it is known to have arrived', async () => {
    const { items } = await second.core.outbox.list({})
    return items[0]?.state === 'sent'
  })
}, 60_000)

it('shows in the inbox what was posted there, in words of the core, and what was given up', async () => {
  const { core, home } = await testCore({ slots: 0 })
  const job = await enqueued(core, aJob({ deliver: { to: 'inbox', when: 'always' } }))
  await core.jobs.cancel(job, 'operator')
  mkdirSync(join(home, 'exports', 'broken.jsonl'))
  const spec = aliasSpecSchema.parse({ channel: 'file', file: 'broken.jsonl' })
  await core.aliases.set({ name: 'broken', spec }, 'operator')
  const { id } = await core.aliases.test('broken', 'operator')
  const told = async () =>
    (await core.inbox.get()).groups.map(({ kind, text, code, count }) => [kind, code, text, count])
  expect(await told()).toEqual([
    ['deliveries_dead', null, null, 1],
    ['notice', 'job.ended', expect.stringMatching(/^Cancelled: /), 1],
  ])
  await core.outbox.discard(id, 'operator')
  expect((await told()).map(([kind]) => kind)).toEqual(['notice'])
})

it('sends nothing by the way in a core that is open for a command only, but for a test', async () => {
  const { core, home } = await testCore({ slots: 0, shell: 'cli' })
  const spec = aliasSpecSchema.parse({ channel: 'file', file: 'team.jsonl' })
  await core.aliases.set({ name: 'team', spec }, 'cli')
  const job = await enqueued(core, aJob({ deliver: { to: 'team', when: 'always' } }))
  await core.jobs.cancel(job, 'cli')
  await sleep(200)
  expect(core.outbox.get().counts).toEqual({ waiting: 1, dead: 0 })
  expect(existsSync(join(home, 'exports', 'team.jsonl'))).toBe(false)
  expect(await core.aliases.test('team', 'cli')).toMatchObject({ state: 'sent' })
})

it('sends a webhook only with its key at hand and the kill switch released', async () => {
  const { core } = await testCore({ slots: 0, shell: 'daemon' })
  const { url, received } = await aReceiver()
  await core.secrets.unlock('a passphrase I chose')
  await core.secrets.set({ name: 'HOOK_KEY', value: 'a key of the hook' }, 'operator')
  const spec = aliasSpecSchema.parse({ channel: 'webhook', url, secret: 'HOOK_KEY', allow_private: true })
  await core.aliases.set({ name: 'hook', spec }, 'operator')
  core.secrets.lock()
  await core.killSwitch.engage({ hard: false }, 'operator')
  const job = await enqueued(core, aJob({ deliver: { to: 'hook', when: 'always' } }))
  await core.jobs.cancel(job, 'operator')
  const wait = () => core.outbox.list({ limit: 1 }).items[0]?.wait
  expect(wait()).toBe('kill_switch')
  await core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')
  expect(wait()).toBe('secrets_locked')
  await core.secrets.unlock('a passphrase I chose')
  await until('it is sent', () => core.outbox.list({ limit: 1 }).items[0]?.state === 'sent')
  expect(received).toHaveLength(1)
})
