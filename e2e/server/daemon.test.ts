import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectToCore } from '#server/client'
import { aHome } from './running-server.ts'

const root = join(import.meta.dirname, '..', '..')

function run(script: string, args: string[]): ChildProcess & { output: () => string } {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (output += String(chunk)))
  onTestFinished(() => void child.kill('SIGKILL'))
  return Object.assign(child, { output: () => output })
}

const daemon = (home: string, ...args: string[]) => run(join(root, 'dist', 'daemon.js'), ['--home', home, ...args])

async function running(home: string, ...args: string[]) {
  const child = daemon(home, '--port', '0', ...args)
  await expect.poll(child.output, { timeout: 15_000 }).toContain('Interlock is ready')
  const client = await connectToCore(home)
  if (!client) throw new Error('The daemon does not answer.')
  return { child, client }
}

const ended = async (child: ChildProcess): Promise<unknown> => (await once(child, 'exit'))[0]

describe('the daemon', () => {
  it('says where it is, in run/core.json, for its owner alone', async () => {
    const home = aHome()
    const { child } = await running(home, '--no-workers')
    const file = join(home, 'run', 'core.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const said = JSON.parse(readFileSync(file, 'utf8'))
    expect(said).toEqual({
      pid: child.pid,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      startTime: expect.stringMatching(/Z$/),
      version: expect.any(String),
    })
    expect(child.output()).toContain(said.url)
    expect((await fetch(`${said.url}/auth/state`)).status).toBe(200)
  })

  it('prints no sign-in code, since what a service prints ends in a journal', async () => {
    const { child } = await running(aHome(), '--no-workers')
    expect(child.output()).not.toContain('code=')
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops in order on %s, with exit code 0, and leaves run/ clean',
    async (signal) => {
      const home = aHome()
      const { child } = await running(home, '--slots', '1')
      child.kill(signal)
      expect(await ended(child)).toBe(0)
      expect(readdirSync(join(home, 'run')).filter((name) => !name.startsWith('lock.'))).toEqual([])
      const lines = readFileSync(join(home, 'logs', 'interlock.log'), 'utf8')
        .trim()
        .split('\n')
      expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
        'Interlock started',
        'Interlock stops',
        'Interlock stopped',
      ])
      expect(JSON.parse(lines[1] ?? '').reason).toBe(signal)
    },
  )

  it('stops in order when a client asks, after it has answered', async () => {
    const { child, client } = await running(aHome(), '--no-workers')
    expect(await client.system.stop()).toEqual({ pid: child.pid })
    expect(await ended(child)).toBe(0)
  })

  it('runs work, and none with --no-workers', async () => {
    const home = aHome()
    const { client, child } = await running(home, '--no-workers')
    const { jobs } = await client.demo.start()
    expect((await client.system.status()).slots).toBe(0)
    expect((await client.jobs.list({})).items.map(({ state }) => state)).toEqual(jobs.map(() => 'queued'))
    child.kill('SIGTERM')
    await ended(child)

    const again = await running(home, '--slots', '1')
    const states = async () => (await again.client.jobs.list({})).items.map(({ state }) => state)
    await expect.poll(states, { timeout: 15_000 }).toEqual(jobs.map(() => 'succeeded'))
  })

  it('refuses a data directory that has its core', async () => {
    const home = aHome()
    const { child } = await running(home, '--no-workers')
    const second = daemon(home, '--port', '0')
    expect(await ended(second)).toBe(1)
    expect(second.output()).toContain(`Another Interlock (process ${child.pid}) already works on ${home}.`)
    expect((await connectToCore(home)) !== undefined).toBe(true)
  })

  it('is found again by its clients after it was killed and started anew', async () => {
    const home = aHome()
    const { child } = await running(home, '--no-workers')
    child.kill('SIGKILL')
    await ended(child)
    expect(existsSync(join(home, 'run', 'core.sock'))).toBe(true)
    expect(await connectToCore(home)).toBeUndefined()
    const { client } = await running(home, '--no-workers')
    expect(await client.killSwitch.get()).toMatchObject({ mode: 'released' })
  })

  it('says that a wished port is taken, and gives the data directory up again', async () => {
    const taken = createTcpServer().listen(0, '127.0.0.1')
    onTestFinished(() => void taken.close())
    await once(taken, 'listening')
    const address = taken.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const home = aHome()
    const child = daemon(home, '--port', String(port), '--no-workers')
    expect(await ended(child)).toBe(1)
    expect(child.output()).toContain(`Port ${port} is taken by another program.`)
    await running(home, '--no-workers')
  })

  it.each([
    [['--port', 'x'], 'port must be a number'],
    [['--slots=-1'], 'slots must be at least 0'],
    [['--what'], "Unknown option '--what'"],
  ])('refuses %j', async (args, sentence) => {
    const child = daemon(aHome(), ...args)
    expect(await ended(child)).toBe(1)
    expect(child.output()).toContain(sentence)
  })

  it('logs what config.json asks for', async () => {
    const home = aHome()
    writeFileSync(join(home, 'config.json'), '{ "log_level": "error", "slots": 0 }')
    const { child, client } = await running(home)
    expect((await client.system.status()).slots).toBe(0)
    child.kill('SIGTERM')
    await ended(child)
    expect(existsSync(join(home, 'logs', 'interlock.log'))).toBe(false)
  })
})

describe('a stop that does not go well', () => {
  async function stubborn(kind: string) {
    const child = run(join(import.meta.dirname, 'stubborn-daemon.ts'), [kind])
    await expect.poll(child.output, { timeout: 15_000 }).toContain('ready')
    return child
  }

  it('ends at once at the second signal', async () => {
    const child = await stubborn('hang')
    child.kill('SIGTERM')
    await expect.poll(child.output).toContain('closing: SIGTERM')
    child.kill('SIGINT')
    expect(await ended(child)).toBe(130)
  })

  it('takes a signal that arrives twice at once, from the terminal and passed on, as one', async () => {
    const child = await stubborn('hang')
    child.kill('SIGINT')
    await expect.poll(child.output, { interval: 10 }).toContain('closing: SIGINT')
    child.kill('SIGINT')
    expect(await ended(child)).toBe(1)
  })

  it('ends when its time is up, with exit code 1', async () => {
    const child = await stubborn('hang')
    child.kill('SIGTERM')
    expect(await ended(child)).toBe(1)
    expect(child.output()).toContain('did not stop in time')
  })

  it('closes the core and ends with exit code 1 after a failure nobody caught', async () => {
    const child = await stubborn('crash')
    expect(await ended(child)).toBe(1)
    expect(child.output()).toContain('nobody caught me')
    expect(child.output()).toContain('closing: unexpected failure')
  })

  it('ends with exit code 1 when the core cannot be closed', async () => {
    const child = await stubborn('fail')
    child.kill('SIGTERM')
    expect(await ended(child)).toBe(1)
    expect(child.output()).toContain('the disk is gone')
  })
})
