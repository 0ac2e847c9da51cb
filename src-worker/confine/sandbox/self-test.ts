import { chmodSync, mkdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { randomBytes } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { SANDBOX_PROMISES, type SandboxPromise } from '#schemas'
import { NOT_TRIED, SANDBOX_TRIAL } from '#schemas/texts'
import { processStartTime, RUN_COOKIE } from '../kill-tree.ts'
import { launch, type LaunchSpec } from '../launch.ts'
import { openRoot, type Root } from '../open-beneath.ts'
import type { LaunchSupport } from '../launch-support.ts'
import { createProcessTable } from '../process-table.ts'
import { temporaryBytes } from './bubblewrap.ts'
import { canaryFolder } from './canary-folder.ts'
import type { Confinement } from './confinement.ts'
import { tryElsewhere } from './self-test-elsewhere.ts'
import { SELF_TEST_PROGRAM } from './self-test-program.ts'
import { PERL } from './starter.ts'

export interface PromiseFinding {
  readonly name: SandboxPromise
  readonly holds: boolean
  /** What was seen where it does not hold; empty where it does. */
  readonly detail: string
}

const TEST_MS = 20_000

/** Small enough for every limit to be run into in a moment. */
const TEST_CONFINEMENT: Confinement = {
  workspace: 'writable',
  git: 'read-only',
  unixSockets: false,
  toolchains: [],
  readable: [],
  hosts: [],
  limits: {
    memoryBytes: SANDBOX_TRIAL.memoryBytes.allowed,
    processes: SANDBOX_TRIAL.processes.allowed,
    fileBytes: SANDBOX_TRIAL.fileBytes.allowed,
    diskBytes: 64 * 1024 ** 2,
    cpuSeconds: 9,
  },
}

export interface SelfTestOptions {
  readonly support: LaunchSupport
  readonly alterSandbox?: LaunchSpec['alterSandbox']
  /** Told once the program that tries them runs. */
  readonly onBegun?: () => void
  /** Told of each promise as it is tried; those that could not be are told at the end. */
  readonly onTried?: (found: PromiseFinding) => void
}

/** Tries every promise against canaries, through the launch that jobs take. Never throws: what cannot be tried does not hold. */
export async function selfTest({
  support,
  alterSandbox,
  onBegun,
  onTried,
}: SelfTestOptions): Promise<PromiseFinding[]> {
  const told = new Set<SandboxPromise>()
  let said = ''
  let endsAll = false
  let canaries: Awaited<ReturnType<typeof putOutCanaries>> | undefined
  let root: Root | undefined
  function hear(words: string): void {
    said = words.slice(0, 16 * 1024)
    for (const name of triedIn(said)) tell(name, findingIn(said, name))
  }
  try {
    if (support.kind === 'seatbelt' || support.kind === 'job-object') {
      const alter = alterSandbox === undefined ? {} : { alterSandbox }
      endsAll = await tryElsewhere({ support, userHome: homedir(), onSaid: hear, ...alter })
      return SANDBOX_PROMISES.map(concluded)
    }
    canaries = await putOutCanaries()
    root = openRoot(canaries.workspace)
    const cookie = process.env[RUN_COOKIE]
    const started = await launch({
      argv: [PERL, '-e', SELF_TEST_PROGRAM, '--', ...canaries.words, ...outerNamespaces()],
      cwd: { root, path: '.' },
      env: { PATH: '/usr/bin:/bin' },
      timeoutMs: TEST_MS,
      onOutput: (_, bytes) => hear(said + bytes.toString('utf8')),
      stdin: 'ignore',
      confinement: TEST_CONFINEMENT,
      // It goes over every limit, and asks whether the kernel minds.
      unwatched: true,
      support,
      // A worker that is killed while bubblewrap is at its beginning leaves it waiting; by its cookie the core finds it.
      ...(cookie === undefined ? {} : { cookie }),
      ...(alterSandbox === undefined ? {} : { alterSandbox }),
    })
    onBegun?.()
    const exit = await started.exited
    endsAll = exit.failure === undefined && !exit.timedOut && processStartTime(started.pid) === undefined
  } catch (error) {
    said += `\nLEAK_all ${error instanceof Error ? error.message : String(error)}`
  } finally {
    root?.close()
    await canaries?.takeIn()
  }
  return SANDBOX_PROMISES.map(concluded)

  function concluded(name: SandboxPromise): PromiseFinding {
    const found = findingIn(said, name, name === 'processes_end' ? endsAll : undefined)
    tell(name, found)
    return found
  }

  function tell(name: SandboxPromise, found: PromiseFinding): void {
    if (!told.has(name)) onTried?.(found)
    told.add(name)
  }
}

/** Promises about which a whole line was said. */
function triedIn(said: string): SandboxPromise[] {
  return SANDBOX_PROMISES.filter((name) => new RegExp(`^(SAFE|LEAK)_${name}( .*)?\n`, 'm').test(said))
}

function findingIn(
  said: string,
  name: SandboxPromise,
  holds = said.split('\n').includes(`SAFE_${name}`),
): PromiseFinding {
  return { name, holds, detail: holds ? '' : detailIn(said, name) }
}

function detailIn(said: string, name: SandboxPromise): string {
  const found = new RegExp(`^LEAK_(?:${name}|all) (.*)$`, 'm').exec(said)?.[1]
  return (found ?? NOT_TRIED).slice(0, 200)
}

const NAMESPACES = ['user', 'pid', 'net', 'ipc', 'uts', 'mnt', 'cgroup']

function outerNamespaces(): string[] {
  return NAMESPACES.map((name) => `${name}=${readlinkSync(`/proc/self/ns/${name}`)}`)
}

/** Things outside that anybody may read, write and reach, so that nothing but the sandbox keeps a job from them. */
async function putOutCanaries() {
  const folder = canaryFolder()
  chmodSync(folder, 0o755)
  const [workspace, secret, open, path] = ['workspace', 'secret', 'open', 'socket'].map((name) => join(folder, name))
  const abstract = `interlock-canary-${randomBytes(8).toString('hex')}`
  if (workspace === undefined || secret === undefined || open === undefined || path === undefined)
    throw new Error('unreachable')
  mkdirSync(join(workspace, '.git', 'hooks'), { recursive: true })
  writeFileSync(join(workspace, '.git', 'config'), '')
  writeFileSync(secret, 'canary', { mode: 0o644 })
  mkdirSync(open)
  chmodSync(open, 0o777)
  const servers = [createServer(), createServer(), createServer()]
  const [tcp, named, nameless] = servers
  if (tcp === undefined || named === undefined || nameless === undefined) throw new Error('unreachable')
  async function takeIn(): Promise<void> {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await Promise.all([
      listening(tcp, { host: '127.0.0.1', port: 0 }),
      listening(named, { path }),
      listening(nameless, { path: `\0${abstract}` }),
    ])
  } catch (error) {
    await takeIn()
    throw error
  }
  chmodSync(path, 0o777)
  const address = tcp.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const startTicks = createProcessTable().find(process.pid)?.startTime.split('-').at(-1) ?? ''

  return {
    workspace,
    words: [
      process.arch,
      workspace,
      secret,
      open,
      String(port),
      abstract,
      path,
      String(process.pid),
      startTicks,
      String(SANDBOX_TRIAL.processes.allowed + SANDBOX_TRIAL.processes.over),
      String(temporaryBytes(TEST_CONFINEMENT)),
    ],
    takeIn,
  }
}

function listening(server: Server, at: { host: string; port: number } | { path: string }): Promise<void> {
  // Whoever connects is a leak, which the program inside reports; here it only must not hold the test up.
  server.on('connection', (socket) => socket.destroy())
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(at, () => resolve())
  })
}
