import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A directory for one test, with files in it and a place outside of it. */
export interface Bed {
  /** Real path of the workspace. */
  readonly root: string
  /** Beside the workspace, not below it. */
  readonly outside: string
  write(path: string, content: string): string
  remove(): void
}

export function makeBed(): Bed {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'interlock-confine-')))
  const root = join(top, 'workspace')
  const outside = join(top, 'outside')
  mkdirSync(root)
  mkdirSync(outside)
  writeFileSync(join(outside, 'secret.txt'), 'SECRET')
  return {
    root,
    outside,
    write(path, content) {
      const full = join(root, path)
      mkdirSync(dirname(full), { recursive: true })
      writeFileSync(full, content)
      return full
    },
    remove: () => rmSync(top, { recursive: true, force: true }),
  }
}

/** Numbers of the living processes whose command line holds `marker`, this one and its tools apart. */
export function alive(marker: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => readQuietly(`/proc/${name}/cmdline`).split('\0').includes(marker))
    .map(Number)
}

/** Waits until `condition` holds; false when it does not within `ms`. */
export async function eventually(condition: () => boolean, ms = 5000): Promise<boolean> {
  for (const deadline = performance.now() + ms; performance.now() < deadline; await sleep(10)) {
    if (condition()) return true
  }
  return condition()
}

/** A number of seconds that no other test sleeps for, to tell its processes by. */
export function uniqueSeconds(): string {
  return `3${Math.random().toString().slice(2, 12)}`
}

/** Exchanges two names as fast as it can until it is killed; resolves once it runs. Needs python3 for renameat2. */
export async function exchange(a: string, b: string): Promise<ChildProcess> {
  const child = spawn('python3', ['-u', '-c', EXCHANGER, a, b], { stdio: ['ignore', 'pipe', 'inherit'] })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  child.stdout.once('data', () => resolve())
  child.once('exit', (code) => reject(new Error(`The exchanger ended with ${code}; it needs python3 and renameat2.`)))
  await promise
  child.removeAllListeners('exit')
  return child
}

const EXCHANGER = `
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
a, b = os.fsencode(sys.argv[1]), os.fsencode(sys.argv[2])
swap = lambda: libc.renameat2(-100, a, -100, b, 2)
if swap() != 0: sys.exit(os.strerror(ctypes.get_errno()))
parent = os.getppid()
print('ready')
while os.getppid() == parent:
    for _ in range(1000): swap()
`

/** Runs Python for what a shell cannot do; throws when it fails. */
export function python(script: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync('python3', ['-c', script, ...args], { encoding: 'utf8' })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(stderr)
  return stdout
}

function readQuietly(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // The process ended while we looked.
    return ''
  }
}
