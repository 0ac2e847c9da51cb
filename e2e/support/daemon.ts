import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { startDaemon } from '#daemon'
import { connectToCore, type CoreClient } from '#server/client'
import { built, makeFolder, removeFolder } from './test-core.ts'
import { until } from './wait.ts'

const root = join(import.meta.dirname, '..', '..')
const entry = join(root, 'dist', 'daemon.js')
const installed = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))

export interface TestDaemon {
  readonly home: string
  /** Folder behind the workspace `demo`; empty but for what the test puts there. */
  readonly workspace: string
  /** The contract over the local socket: to seed, and to look behind the console. */
  readonly core: CoreClient
  /** A fresh address of the console with its code. */
  readonly signInUrl: () => Promise<string>
}

export interface DaemonProcess extends TestDaemon {
  readonly pid: number | undefined
  /** Holds the process still, as a hung core would be, and lets it go on. */
  readonly freeze: () => void
  readonly thaw: () => void
  /** Ends it without a word, like a crash. */
  readonly kill: () => Promise<void>
}

export interface DaemonOptions {
  readonly slots?: number
  /** A data directory that is there already; otherwise a new one. */
  readonly home?: string
  /** Without the workspace `demo`, as on the very first start. */
  readonly bare?: boolean
  readonly port?: number
}

export interface OwnDaemonOptions extends DaemonOptions {
  /** That of this build unless it is another. */
  readonly version?: string
}

export interface DaemonProcessOptions extends DaemonOptions {
  /** Where bubblewrap is missing, as on a machine on which nobody installed it. Check `canHideBubblewrap` first. */
  readonly withoutBubblewrap?: boolean
}

/** Runs what follows where an empty file lies over bubblewrap; nobody else sees that. */
const HIDDEN = [
  'unshare',
  '--mount',
  ...(process.getuid?.() === 0 ? [] : ['--map-root-user']),
  'sh',
  '-c',
  'mount --bind /dev/null /usr/bin/bwrap && exec "$0" "$@"',
]

export function canHideBubblewrap(): boolean {
  const [program, ...args] = [...HIDDEN, 'true'] as const
  return spawnSync(program, args).status === 0
}

/**
 * A daemon on a data directory of its own, in the process of the test, which spares a start of Node; ended when a client asks it to
 * stop, and removed after the test.
 */
export async function aDaemon(options: OwnDaemonOptions = {}): Promise<TestDaemon> {
  const { slots = 1, home = makeFolder('home'), port = 0, version = installed.version } = options
  expectBuilt()
  const daemon = await startDaemon({ home, root, version, port, slots })
  const workspace = makeFolder('workspace')
  let closing: Promise<void> | undefined
  const close = () => (closing ??= daemon.close('test'))
  daemon.stopAsked.addEventListener('abort', () => void close(), { once: true })
  onTestFinished(async () => {
    await close()
    removeFolder(home)
    removeFolder(workspace)
  })
  return reached(home, workspace, options)
}

/** The built daemon as a process, for tests of what becomes of one; otherwise as above. */
export async function aDaemonProcess(options: DaemonProcessOptions = {}): Promise<DaemonProcess> {
  const { slots = 1, home = makeFolder('home'), port = 0, withoutBubblewrap = false } = options
  expectBuilt()
  const workspace = makeFolder('workspace')
  const args = [entry, '--home', home, '--port', String(port), '--slots', String(slots)]
  const [program, ...rest] = [...(withoutBubblewrap ? HIDDEN : []), process.execPath, ...args]
  const child = spawn(program ?? '', rest, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const exited = once(child, 'exit')
  onTestFinished(async () => {
    // A frozen process acts on no other signal.
    child.kill('SIGCONT')
    child.kill('SIGTERM')
    await exited
    removeFolder(home)
    removeFolder(workspace)
  })
  await until(`the daemon is ready (${said})`, () => {
    if (child.exitCode !== null) throw new Error(`The daemon ended: ${said}`)
    return said.includes('is ready at')
  })
  return {
    ...(await reached(home, workspace, options)),
    pid: child.pid,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function expectBuilt(): void {
  for (const needed of [entry, built.workerEntry, join(root, 'dist', 'renderer', 'index.html')])
    if (!existsSync(needed)) throw new Error(`${needed} is missing: run \`npm run build\` first.`)
}

async function reached(home: string, workspace: string, { bare = false }: DaemonOptions): Promise<TestDaemon> {
  const core = await until('the core answers', () => connectToCore(home))
  if (!bare) await core.workspaces.add({ path: workspace, name: 'demo' })
  return {
    home,
    workspace,
    core,
    async signInUrl() {
      const { url } = await core.system.signInUrl()
      if (url === null) throw new Error('The daemon serves no console.')
      return url
    },
  }
}
