import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { killOwned, killTree } from './kill-tree.ts'
import { launch } from './launch.ts'
import { openRoot, type Root } from './open-beneath.ts'
import type { LaunchSupport } from './launch-support.ts'
import { alive, type Bed, eventually, makeBed, uniqueSeconds } from './test-bed.ts'

/** Ways to outlive whoever started a command. Each leaves a process with `marker` in its command line. */
const evaders: Record<string, (marker: string) => readonly string[]> = {
  'a child': (marker) => sh(`sleep ${marker} & wait`),
  'a session of its own': (marker) => sh(`setsid sleep ${marker} & wait`),
  'a daemon': (marker) => ['python3', '-c', daemon, marker, 'keep'],
  'a daemon that cleared its environment': (marker) => ['python3', '-c', daemon, marker, 'clear'],
  'one that ignores every signal it can': (marker) =>
    sh(`trap '' TERM INT HUP QUIT; setsid sleep ${marker} & while :; do sleep 1; done`),
  'one that holds the output open': (marker) => sh(`setsid sh -c 'exec sleep ${marker}' & sleep ${marker}`),
  'one that keeps changing its number and session': (marker) => ['python3', '-c', hopper, marker],
}

/** Forks twice with a session in between, optionally into an empty environment; the first process waits. */
const daemon = `
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execve('/bin/sleep', ['sleep', sys.argv[1]], {} if sys.argv[2] == 'clear' else dict(os.environ))
    os._exit(0)
time.sleep(600)
`

const hopper = `
import os, sys, time
while True:
    if os.fork() != 0:
        os._exit(0) if os.getsid(0) == os.getpid() else time.sleep(600)
    os.setsid()
    time.sleep(0.005)
`

function sh(script: string): readonly string[] {
  return ['sh', '-c', script]
}

let bed: Bed
let root: Root
let worker: ChildProcess | undefined

beforeEach(() => {
  bed = makeBed()
  root = openRoot(bed.root)
})
afterEach(() => {
  worker?.kill('SIGKILL')
  root.close()
  bed.remove()
})

async function start(argv: readonly string[], more: { timeoutMs: number; support?: LaunchSupport; cookie?: string }) {
  return launch({
    argv,
    cwd: { root, path: '.' },
    env: { PATH: process.env['PATH'] ?? '' },
    onOutput: () => undefined,
    stdin: 'ignore',
    ...more,
  })
}

describe.each(Object.entries(evaders))('case 32 and 33 %s', (_, argvOf) => {
  it('ends at the time limit, and the run with it', async () => {
    const marker = uniqueSeconds()
    const started = await start(argvOf(marker), { timeoutMs: 400 })
    expect(await eventually(() => alive(marker).length > 0, 2000)).toBe(true)
    const exit = await started.exited
    expect(exit.timedOut).toBe(true)
    expect(exit.failure).toBeUndefined()
    expect(exit.durationMs).toBeLessThan(10_000)
    expect(alive(marker)).toEqual([])
  })

  it('ends with its worker, when that is killed', async () => {
    const marker = uniqueSeconds()
    worker = await startWorker(argvOf(marker))
    expect(await eventually(() => alive(marker).length > 0)).toBe(true)
    worker.kill('SIGKILL')
    expect(await eventually(() => alive(marker).length === 0, 3000)).toBe(true)
  })

  it('ends by the hand of another process that knows only what was recorded', async () => {
    const marker = uniqueSeconds()
    const started = await start(argvOf(marker), { timeoutMs: 60_000 })
    expect(await eventually(() => alive(marker).length > 0)).toBe(true)
    await killTree(started.pid, started.startTime)
    expect(await eventually(() => alive(marker).length === 0, 1000)).toBe(true)
    await started.exited
  })
})

describe('under a process that collects what is left, without namespaces', () => {
  const support: LaunchSupport = { kind: 'subreaper', reason: 'for this test' }

  it.each(Object.entries(evaders))('%s ends at the time limit', async (_, argvOf) => {
    const marker = uniqueSeconds()
    const started = await start(argvOf(marker), { timeoutMs: 400, support })
    expect(await eventually(() => alive(marker).length > 0, 2000)).toBe(true)
    expect(await started.exited).toMatchObject({ timedOut: true })
    expect(alive(marker)).toEqual([])
  })

  it.each(Object.entries(evaders))('%s ends with its worker, when that is killed', async (_, argvOf) => {
    const marker = uniqueSeconds()
    worker = await startWorker(argvOf(marker), support)
    expect(await eventually(() => alive(marker).length > 0)).toBe(true)
    worker.kill('SIGKILL')
    expect(await eventually(() => alive(marker).length === 0, 3000)).toBe(true)
  })
})

describe('without a process namespace', () => {
  const caught = Object.entries(evaders).filter(([name]) => !/cleared|number/.test(name))

  it.each(caught)('%s is still found at the time limit, by group, parent or cookie', async (_, argvOf) => {
    const marker = uniqueSeconds()
    const support: LaunchSupport = { kind: 'plain', reason: 'for this test' }
    const started = await start(argvOf(marker), { timeoutMs: 400, support, cookie: marker })
    expect((await started.exited).timedOut).toBe(true)
    expect(await eventually(() => alive(marker).length === 0, 1000)).toBe(true)
  })
})

it('leaves no trace of the cookie in a namespaced command, but is found by it', async () => {
  const cookie = uniqueSeconds()
  let output = ''
  const started = await launch({
    argv: sh(`env; exec sleep ${cookie}`),
    cwd: { root, path: '.' },
    env: { PATH: process.env['PATH'] ?? '' },
    onOutput: (_, bytes) => void (output += bytes.toString()),
    stdin: 'ignore',
    timeoutMs: 60_000,
    cookie,
  })
  expect(await eventually(() => alive(cookie).length > 0)).toBe(true)
  expect(output).not.toContain(cookie)
  const { killed } = await killOwned(cookie)
  expect(killed).not.toEqual([])
  expect(await eventually(() => alive(cookie).length === 0, 1000)).toBe(true)
  expect(await started.exited).toMatchObject({ signal: 'SIGKILL' })
})

/** A process that launches a command as a worker does, and then only waits. */
async function startWorker(argv: readonly string[], support?: LaunchSupport): Promise<ChildProcess> {
  const door = pathToFileURL(`${import.meta.dirname}/index.ts`).href
  const script = `
    const { launch, openRoot } = await import(${JSON.stringify(door)})
    await launch({
      argv: ${JSON.stringify(argv)},
      cwd: { root: openRoot(${JSON.stringify(bed.root)}), path: '.' },
      env: { PATH: process.env.PATH },
      onOutput: () => undefined,
      stdin: 'ignore',
      timeoutMs: 60_000,
      ${support === undefined ? '' : `support: ${JSON.stringify(support)},`}
    })
    process.stdout.write('launched')
    setInterval(() => undefined, 1000)
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}
