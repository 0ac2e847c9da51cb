import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { aFolder, testCore } from '../support/test-core.ts'
import { aProvider, grantProviders, KNOWS_ALL } from '../support/trust.ts'
import { eventsOf } from '../support/wait.ts'
import { aTrustedJob, run } from './trust-bed.ts'

const identity = (provider: string) => ({ principal: 'bot', provider })

it('lets a run through, fills its variables, hides them, and has them taken back', async () => {
  const { core, home } = await testCore({ slots: 1 })
  aProvider(home, 'vault', 'identity', KNOWS_ALL)
  const { job, trust, output } = await run(
    core,
    aTrustedJob(
      {
        identity: { ...identity('vault'), level: 'supervised' },
        required: { level: 'supervised' },
        credentials: ['TOKEN_A'],
      },
      'echo "it is $TOKEN_A"; test "$TOKEN_A" = value-of-TOKEN_A',
    ),
  )
  expect(job).toMatchObject({ state: 'succeeded', verdict: 'passed' })
  expect(output).toContain('it is [redacted]')
  expect(trust).toMatchObject({
    intact: true,
    outcome: { state: 'succeeded' },
    facts: { gate: { decision: 'admitted' }, identity: { session: { account: 'bot', token: '[redacted]' } } },
  })
  await expect.poll(() => core.trust.show(trust?.run ?? '').cleanup).toBe('done')
  expect((await eventsOf(core, { job: job.id })).map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['trust.credentials_asked', 'trust.decided', 'run.trust']),
  )
})

it('lets nothing through when a provider does anything but answer', async () => {
  const { core, home } = await testCore({ slots: 3 })
  const bodies = {
    throws: `resolveSession() { throw new Error('the password is hunter2') }`,
    hangs: `resolveSession: () => new Promise(() => {})`,
    loops: `resolveSession() { for (;;); }`,
    exits: `resolveSession() { process.exit(0) }`,
    crashes: `resolveSession() { process.abort() }`,
    babbles: `async resolveSession() { const { writeSync } = await import('node:fs'); writeSync(1, 'ok\\n'); return { ok: true } }`,
    floods: `resolveSession: () => ({ ok: true, session: 'x'.repeat(1e6) })`,
    odd: `resolveSession: () => 'yes'`,
    lacks: ``,
  }
  for (const [name, body] of Object.entries(bodies)) aProvider(home, name, 'identity', body)
  aProvider(home, 'wrong-name', 'identity', KNOWS_ALL.replace('resolveSession', `name: 'another', resolveSession`))
  const broken = aProvider(home, 'broken', 'identity', KNOWS_ALL)
  writeFileSync(broken, 'this is no module')
  const names = [...Object.keys(bodies), 'wrong-name', 'broken', 'missing']
  // What never answers is waited for no longer than this; the others may take their time to start on a busy machine.
  const patience = (name: string) => (['hangs', 'loops'].includes(name) ? 1000 : 30_000)
  grantProviders(home, Object.fromEntries(names.map((name) => [name, { timeout_ms: patience(name) }])))
  const ends = names.map(async (name) => {
    const { job, trust } = await run(core, aTrustedJob({ identity: identity(name) }))
    expect(trust).toMatchObject({ intact: true, facts: { gate: { decision: 'denied', code: 'provider_failed' } } })
    expect(job.outcome?.message).not.toContain('hunter2')
    return `${name}: ${job.state} ${job.outcome?.code}`
  })
  expect(await Promise.all(ends)).toEqual(names.map((name) => `${name}: failed provider_failed`))
  const { providers } = await core.trust.providers()
  expect(Object.fromEntries(providers.map(({ name, problem }) => [name, problem?.split(':')[0]]))).toMatchObject({
    hangs: 'too late',
    loops: 'too late',
    exits: 'ended',
    crashes: 'ended',
    babbles: 'odd answer',
    broken: 'not loaded',
    'wrong-name': 'refused',
  })
}, 120_000)

it('starts a provider anew after it failed, the later the more often it did', async () => {
  const { core, home } = await testCore({ slots: 1 })
  const failing = `resolveSession({ identity }) { if (identity.principal === 'bad') process.exit(1); return { ok: true, session: 1 } }`
  aProvider(home, 'vault', 'identity', failing)
  const codeFor = async (principal: string) =>
    (await run(core, aTrustedJob({ identity: { principal, provider: 'vault' } }))).job.outcome?.code ?? 'passed'
  expect(await codeFor('good')).toBe('passed')
  expect(await codeFor('bad')).toBe('provider_failed')
  const { providers } = await core.trust.providers()
  expect(providers[0]).toMatchObject({ name: 'vault', state: 'waiting' })
  await expect.poll(() => codeFor('good')).toBe('passed')
  const failures = await eventsOf(core, { kind: ['trust.provider_failed'] })
  expect(failures.map(({ payload }) => payload)).toEqual([{ provider: 'vault', reason: 'ended', restart_in_ms: 1000 }])
})

it('uses nothing of a folder that others can write, and says so', async () => {
  const { core, home } = await testCore({ slots: 1 })
  aProvider(home, 'vault', 'identity', KNOWS_ALL)
  chmodSync(join(home, 'trust-providers'), 0o777)
  const { job } = await run(core, aTrustedJob({ identity: identity('vault') }))
  expect(job.outcome?.code).toBe('provider_failed')
  expect(await core.trust.providers()).toMatchObject({
    problem: expect.stringMatching(/can be written by others/) as unknown,
    providers: [],
  })
  chmodSync(join(home, 'trust-providers'), 0o700)
  expect((await run(core, aTrustedJob({ identity: identity('vault') }))).job.state).toBe('succeeded')
})

it('shows a provider its own folder and nothing else: no file, no process, no network, no environment', async () => {
  const secret = join(aFolder('outside'), 'secret.txt')
  writeFileSync(secret, 'SECRET')
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const { core, home } = await testCore({ slots: 1 })
  const look = `async resolveSession() {
    const { readFileSync, readdirSync, writeFileSync } = await import('node:fs')
    const { connect } = await import('node:net')
    const tried = (act) => { try { act(); return 'done' } catch (error) { return error.code } }
    const reached = await new Promise((resolve) => {
      const socket = connect(${port}, '127.0.0.1', () => resolve('done'))
      socket.on('error', (error) => resolve(error.code))
    })
    return { ok: true, session: {
      outside: tried(() => readFileSync(${JSON.stringify(secret)})),
      home: tried(() => readdirSync(${JSON.stringify(home)})),
      database: tried(() => readFileSync(${JSON.stringify(join(home, 'interlock.db'))})),
      own: tried(() => writeFileSync(import.meta.filename, 'evil')),
      others: readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).length,
      environment: Object.keys(process.env).toSorted().join(),
      reached,
    } }
  },
  describeSession: ({ session }) => session`
  const file = aProvider(home, 'looks', 'identity', look)
  const before = readFileSync(file)
  const { job, trust } = await run(core, aTrustedJob({ identity: identity('looks') }))
  expect(job.outcome).toBeNull()
  const seen = trust?.facts?.identity?.session
  expect(seen).toMatchObject({ outside: 'ENOENT', database: 'ENOENT', environment: '' })
  expect(seen?.['own']).toMatch(/^E(ROFS|ACCES)$/)
  expect(seen?.['reached']).toMatch(/^E/)
  expect(Number(seen?.['others'])).toBeLessThan(5)
  expect(readFileSync(file)).toEqual(before)
})

it('bounds the memory of a provider', async () => {
  const { core, home } = await testCore({ slots: 1 })
  aProvider(
    home,
    'hungry',
    'identity',
    `resolveSession() { const all = []; for (;;) all.push(Buffer.alloc(2 ** 24, 1)); }`,
  )
  grantProviders(home, { hungry: { memory_mb: 256, timeout_ms: 20_000 } })
  const { job } = await run(core, aTrustedJob({ identity: identity('hungry') }))
  expect(job.outcome?.code).toBe('provider_failed')
  const [hungry] = (await core.trust.providers()).providers
  expect(hungry?.problem).toMatch(/^(ended|threw)/)
}, 60_000)

it('asks providers of a folder that the operator names', async () => {
  const elsewhere = aFolder('providers')
  const { core } = await testCore({ slots: 1, trustProviders: join(elsewhere, 'trust-providers') })
  mkdirSync(join(elsewhere, 'trust-providers'), { mode: 0o700 })
  aProvider(
    elsewhere,
    'judge',
    'authorization',
    `authorize: ({ job }) => ({ decision: job.type === 'test_runner_task' ? 'permit' : 'deny' })`,
  )
  const asked = { authorization: { provider: 'judge', requires_identity: false } }
  expect((await run(core, aTrustedJob(asked))).job.state).toBe('succeeded')
})
