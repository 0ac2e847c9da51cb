import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../support/wait.ts'
import { type AttackBed, makeAttackBed } from './attack-bed.ts'

let bed: AttackBed
let worker: ChildProcess | undefined
beforeEach(() => (bed = makeAttackBed()))
afterEach(() => {
  worker?.kill('SIGKILL')
  bed.remove()
})

/** Forks twice with a session in between, into an empty environment, and leaves a process that sleeps for `mark` seconds. */
const hiding = (mark: string) => [
  'python3',
  '-c',
  `import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: os.execve('/bin/sleep', ['sleep', '${mark}'], {})
    os._exit(0)
os.wait(); print('hidden', flush=True)`,
]

/** Processes that sleep for `mark` seconds. */
function sleeping(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => wordsOf(pid)[1] === mark)
}

function wordsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)
  } catch {
    // It ended while we looked.
    return []
  }
}

function aMark(): string {
  return `4${Math.random().toString().slice(2, 11)}`
}

describe('case 32 a command that hides what it started', () => {
  it('leaves it behind without the guard, and not with it', async () => {
    const [left, ended] = [aMark(), aMark()]
    expect((await bed.run(hiding(left), { guard: 'unguarded' })).out).toBe('hidden\n')
    expect(sleeping(left)).toHaveLength(1)
    for (const pid of sleeping(left)) process.kill(pid, 'SIGKILL')
    expect((await bed.run(hiding(ended))).out).toBe('hidden\n')
    expect(sleeping(ended)).toEqual([])
  })
})

describe('case 33 the worker is killed in the middle', () => {
  it('and the command lives on without the guard', async () => {
    const mark = aMark()
    const isSleeping = await killedWhile(mark, `support: { kind: 'plain', reason: 'the guard is removed' },`)
    expect(isSleeping()).toBe(true)
    for (const pid of sleeping(mark)) process.kill(pid, 'SIGKILL')
  })

  it('and the command ends with it, and leaves no more than the empty folders that stood in for .git and HEAD, which the next takes away', async () => {
    const isSleeping = await killedWhile(aMark(), '')
    await until('the command is gone', () => !isSleeping())
    expect(readdirSync(bed.workspace, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual(['.git', 'HEAD'])
    expect((await bed.run(['true'])).exitCode).toBe(0)
    expect(readdirSync(bed.workspace)).toEqual([])
  })
})

/** Kills a process that launched a command, once that runs. */
async function killedWhile(mark: string, option: string): Promise<() => boolean> {
  const door = pathToFileURL(join(import.meta.dirname, '../../src-worker/confine/index.ts')).href
  const script = `
    const { launch, openRoot } = await import(${JSON.stringify(door)})
    await launch({
      argv: ['/usr/bin/sleep', '${mark}'], cwd: { root: openRoot(${JSON.stringify(bed.workspace)}), path: '.' },
      env: {}, onOutput: () => undefined, stdin: 'ignore', timeoutMs: 60_000, ${option}
    })
    process.stdout.write('launched')
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  worker = child
  await once(child.stdout, 'data')
  await until('the command sleeps', () => sleeping(mark).length > 0)
  child.kill('SIGKILL')
  await once(child, 'exit')
  return () => sleeping(mark).length > 0
}
