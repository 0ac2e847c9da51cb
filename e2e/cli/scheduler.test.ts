import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { BUDGETS, READING } from '../support/jobs.ts'
import { aFolder, openCore } from '../support/test-core.ts'
import { until } from '../support/wait.ts'
import { aTerminal } from './terminal.ts'

const PRIVATE = 'what nobody else need know'

const aSchedule = (name: string, script: string) => ({
  name,
  trigger: { kind: 'once', in: '1s' },
  job: {
    type: 'shell_task',
    payload: { steps: [{ argv: ['/bin/sh', '-c', script] }] },
    workspace: 'demo',
    policy: { ...READING, allow_subprocess: true, min_sandbox: 'policy-only' },
    sandbox_why: 'tests',
    budgets: BUDGETS,
    max_attempts: 1,
  },
})

/** A data directory with two schedules that are due in a second, and nobody who works on it. */
async function aSeededHome() {
  const { core, home } = await openCore({ slots: 0, home: aFolder('home'), workspace: aFolder('workspace') })
  try {
    for (const [name, script] of [
      ['good', `echo ${PRIVATE}`],
      ['bad', 'exit 3'],
    ] as const) {
      const { id } = await core.schedules.create(aSchedule(`${name} ${PRIVATE}`, script), 'operator')
      await core.schedules.enable(id, 'operator')
    }
    return { home, terminal: aTerminal({ home }) }
  } finally {
    await core.close('test')
  }
}

it('looks once for what is due, waits for its jobs, and says it in ids', async () => {
  const { home, terminal } = await aSeededHome()
  await sleep(1100)
  // The limit is of what the status names; each job is waited for.
  const words = ['--json', 'scheduler', 'daemon', 'start', '--foreground', '--once', '--limit', '1']
  const once = await terminal.run(...words)
  expect(once.value()).toMatchObject({
    running: false,
    mode: 'foreground',
    last_due_count: 2,
    last_error: null,
    exit_code: 0,
    limit: 1,
    last_due_scan: { due_count: 2, runs: [{ state: 'enqueued' }] },
    jobs: expect.arrayContaining([
      expect.objectContaining({ state: 'succeeded' }),
      expect.objectContaining({ state: 'failed' }),
    ]),
  })
  const file = join(home, 'run', 'scheduler-status.json')
  expect(readFileSync(file, 'utf8')).not.toContain(PRIVATE)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect((await terminal.run('--json', 'scheduler', 'daemon', 'status')).value()).toMatchObject({
    configured: true,
    running: false,
    pid: null,
    last_due_count: 2,
  })

  const runs = (await terminal.run('--json', 'scheduler', 'runs')).value()
  expect(runs).toMatchObject({ count: 2, items: expect.any(Array) })
  const failures = (await terminal.run('--json', 'scheduler', 'failures')).value()
  expect(failures).toMatchObject({
    count: 1,
    items: [{ schedule_name: `bad ${PRIVATE}`, result: { state: 'failed' } }],
  })
  expect((await terminal.run('--json', 'scheduler', 'status')).value()).toMatchObject({
    mode: 'local_governed',
    disabled_by_default: true,
    last_failure: { schedule_name: `bad ${PRIVATE}` },
    currently_running: [],
    daemon: { running: false },
  })
  expect((await terminal.run('--json', 'scheduler', 'daemon', 'start', '--once')).failure()).toMatchObject({
    code: 'usage',
  })
})

it('runs in the background until it is stopped, once', async () => {
  const { home, terminal } = await aSeededHome()
  const { run } = terminal
  const daemon = (...words: string[]) => run('--json', 'scheduler', 'daemon', ...words)
  // A system that tells no starts of processes leaves such a file behind a crash, and gives the number to another program.
  mkdirSync(join(home, 'run'), { recursive: true, mode: 0o700 })
  writeFileSync(join(home, 'run', 'scheduler.pid'), JSON.stringify({ pid: process.pid, started: null, token: 'left' }))
  const started = (await daemon('start', '--interval-seconds', '0.2', '--port', '0', '--slots', '1')).value()
  onTestFinished(async () => void (await daemon('stop')))
  expect(started).toMatchObject({ started: true, running: true, mode: 'background' })
  const again = (await daemon('start')).value()
  expect(again).toMatchObject({
    started: false,
    pid: started.pid,
    message: `It already runs as process ${started.pid}.`,
  })

  // What the core fires by itself is in the status, whenever it was.
  const status = await until('both have fired', async () => {
    const now = (await daemon('status')).value()
    return now.last_due_scan !== null && (await run('--json', 'scheduler', 'runs')).value().count === 2 && now
  })
  expect(status).toMatchObject({
    running: true,
    mode: 'background',
    stale: false,
    log_file: join(home, 'logs', 'scheduler.log'),
  })
  expect((await run('--json', 'scheduler', 'pause')).value()).toMatchObject({ paused: true, next_at: null })
  expect((await run('--json', 'scheduler', 'resume')).value()).toMatchObject({ paused: false })
  const fired = (await run('--json', 'scheduler', 'run-now', `good ${PRIVATE}`, '--wait')).value()
  expect(fired).toMatchObject({ firing: { kind: 'manual', state: 'enqueued' }, job: { state: 'succeeded' } })
  expect((await run('--json', 'scheduler', 'run-due')).value()).toMatchObject({ due_count: 0, runs: [] })

  expect((await daemon('stop')).value()).toMatchObject({ stopped: true, running: false, exit_code: 0 })
  expect((await daemon('stop')).value()).toMatchObject({
    stopped: false,
    message: expect.stringContaining('No pid file'),
  })
  expect(readFileSync(join(home, 'run', 'scheduler-status.json'), 'utf8')).not.toContain(PRIVATE)
})

it('signals nobody but the process it started', async () => {
  const { run, home } = aTerminal({ home: join(aFolder('cli'), 'home') })
  const other = spawn('sleep', ['60'], { stdio: 'ignore' })
  const ended = once(other, 'exit')
  onTestFinished(async () => {
    other.kill('SIGKILL')
    await ended
  })
  mkdirSync(join(home, 'run'), { recursive: true, mode: 0o700 })
  writeFileSync(
    join(home, 'run', 'scheduler.pid'),
    JSON.stringify({ pid: other.pid, started: 'another-boot-1', token: 'gone' }),
  )
  expect((await run('--json', 'scheduler', 'daemon', 'status')).value()).toMatchObject({
    configured: true,
    running: false,
  })
  expect((await run('--json', 'scheduler', 'daemon', 'stop')).value()).toMatchObject({
    stopped: true,
    message: expect.stringContaining('is another program now and was left alone'),
  })
  expect([other.exitCode, other.signalCode]).toEqual([null, null])
})

it('says what stands against a service, and prints what it would be', async () => {
  const { run, home } = aTerminal()
  const printed = (await run('--json', 'service', 'install', '--print')).value()
  expect(printed.content).toContain(home)
  const { code, value } = await run('--json', 'service', 'status')
  expect(code).toBe(0)
  // Where the tests run in a session of systemd nothing stands against it, and nothing is installed either.
  expect(value()).toMatchObject({ installed: false, running: false, daemon: { running: false } })
  const nothing = { code: 'nothing', remedy: 'scheduler daemon start' }
  expect(value().blocked_by ?? nothing).toMatchObject({
    code: expect.any(String),
    remedy: expect.stringContaining('scheduler daemon start'),
  })
})
