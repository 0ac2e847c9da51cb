import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Server } from 'node:net'
import type { Readable } from 'node:stream'
import { within } from '../exit-of.ts'
import { stdioWithoutLeaks } from '../inherited-descriptors.ts'
import { RUN_COOKIE, signalGroup } from '../kill-tree.ts'
import { LaunchRefused } from '../launch-refused.ts'
import type { Root } from '../open-beneath.ts'
import { createProcessTable } from '../process-table.ts'
import { BWRAP, bwrapArguments } from './bwrap-arguments.ts'
import type { Confinement } from './confinement.ts'
import { type Begun, CHANNEL, type Ended, handOver } from './handshake.ts'
import { type OpenKept, openKept } from './kept-bytes.ts'
import { type Mount, type Mounts, openMounts, systemMounts } from './mounts.ts'
import { seccompProgram } from './seccomp.ts'
import { JOB_USER, staged, stagedPath } from './stage.ts'
import { temporaryLimit } from './tree-watch.ts'
import { PROXY_PORT, starterCommand } from './starter.ts'
import type { ControlGroup, ControlGroups } from './control-group.ts'
import type { HostProxy, Names } from './sandbox-runtime.ts'

/** How the sandbox is made on this machine. */
export interface SandboxKind {
  /** Whether root is given up first, and the workspace shown as the job's own. Only as root. */
  readonly dropsRoot: boolean
}

export interface SandboxSpec {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly root: Root
  /** Real path of the working directory. */
  readonly directory: string
  readonly confinement: Confinement
  readonly cookie: string | undefined
  readonly input?: 'ignore' | 'pipe'
  readonly output: readonly [stdout: number | 'pipe', stderr: number | 'pipe']
  /** Where what goes to stderr can be read, when that is not a pipe of the child. */
  readonly errors: Readable | undefined
  readonly kind: SandboxKind
  /** Where memory and processes of all that a command starts can be bounded together. */
  readonly groups?: ControlGroups | undefined
  /** Told of each connection that was refused. */
  readonly onRefusedHost?: ((host: string, port: number) => void) | undefined
  readonly names?: Names | undefined
  /** For tests of what notices a weaker sandbox. */
  readonly alter?: (argv: readonly string[]) => readonly string[]
}

export interface Sandboxed {
  /** bubblewrap outside; it ends when the command does. */
  readonly child: ChildProcess
  /** The first process inside, by its number outside; when it dies all others do. */
  readonly pid: number
  /** Asks the command and its group to end. */
  ask(): void
  /** Kills everything inside; resolves when nothing is left, or false when the kernel has not managed within `waitMs`. */
  end(waitMs: number): Promise<boolean>
  ended(): Ended
  /** The limit that a control group of its own ended it for. */
  exceeded?(): 'max_memory_bytes' | undefined
}

const DESCRIPTOR = { seccomp: CHANNEL + 1, passwd: CHANNEL + 2, group: CHANNEL + 3, mounts: CHANNEL + 4 } as const

/** Starts a command in a sandbox and resolves when it runs. Throws LaunchRefused when it does not. */
export async function startSandboxed(spec: SandboxSpec): Promise<Sandboxed> {
  const { hosts, limits } = spec.confinement
  const proxy = hosts.length === 0 ? undefined : await proxyFor(spec)
  const group = spec.groups?.open(limits)
  let mounts: Mounts | undefined
  const release = () => {
    proxy?.close()
    group?.close()
    mounts?.release()
  }
  try {
    mounts = openMounts(spec.root, spec.confinement)
    const child = spawnSandbox(spec, mounts)
    if (proxy !== undefined)
      child.on('message', (_, port) => {
        if (port instanceof Server) proxy.serve(port)
      })
    const begun = await handOver({
      child,
      request: {
        argv: spec.argv,
        env: { ...spec.env, ...(proxy === undefined ? {} : PROXY_VARIABLES) },
        directory: spec.directory,
        limits,
      },
      staysOutside: true,
      errors: spec.errors ?? child.stderr,
      enclose: group?.enclose,
    })
    void begun.gone.then(release)
    return sandboxed(child, begun, group)
  } catch (error) {
    release()
    throw error
  }
}

function spawnSandbox(spec: SandboxSpec, mounts: Mounts): ChildProcess {
  const kept: OpenKept[] = []
  try {
    for (const bytes of keptFor(spec)) kept.push(openKept(bytes))
    const [file = '', ...args] = argumentsFor(spec, mounts.list)
    return spawn(file, args, {
      cwd: '/',
      env: spec.cookie === undefined ? {} : { [RUN_COOKIE]: spec.cookie },
      stdio: stdioWithoutLeaks([
        spec.input ?? 'ignore',
        ...spec.output,
        'pipe',
        ...kept.map(({ descriptor }) => descriptor),
        ...mounts.list.map(({ descriptor }) => descriptor),
        ...(spec.confinement.hosts.length === 0 ? [] : (['ipc'] as const)),
      ]),
      detached: true,
    })
  } finally {
    mounts.close()
    for (const each of kept) each.close()
  }
}

async function proxyFor({ confinement, onRefusedHost, names }: SandboxSpec): Promise<HostProxy> {
  // Most commands reach nothing, and need none of it.
  const { createHostProxy } = await import('./sandbox-runtime.ts')
  return createHostProxy({ hosts: confinement.hosts, onRefused: onRefusedHost ?? (() => undefined), names })
}

const PROXY = `http://127.0.0.1:${PROXY_PORT}`
/** By these most programs find a proxy; what does not look at them reaches nothing. */
const PROXY_VARIABLES = Object.fromEntries(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [
    [name, PROXY],
    [name.toLowerCase(), PROXY],
  ]),
)

/** The system-call filter, and the files of users and groups. */
function keptFor({ confinement, kind }: SandboxSpec): (Buffer | string)[] {
  const filter = seccompProgram(confinement)
  if (filter === undefined)
    throw new LaunchRefused('start_failed', `There is no system-call filter for ${process.arch}.`)
  const { uid, gid } = idsOf(kind)
  const passwd = `root:x:0:0::/:/bin/sh\njob:x:${uid}:${gid}::/home/job:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n`
  return [filter, passwd, `root:x:0:\njob:x:${gid}:\nnogroup:x:65534:\n`]
}

function idsOf({ dropsRoot }: SandboxKind): { uid: number; gid: number } {
  return dropsRoot ? { uid: JOB_USER, gid: JOB_USER } : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
}

function argumentsFor({ kind, confinement, alter }: SandboxSpec, mounts: readonly Mount[]): readonly string[] {
  const descriptors = mounts.map((_, at) => DESCRIPTOR.mounts + at)
  const argv = bwrapArguments({
    system: systemMounts(),
    mounts: mounts.map(({ at, writable }, n) => ({
      from: kind.dropsRoot ? { path: stagedPath(n) } : { descriptor: descriptors[n] ?? -1 },
      at,
      writable,
    })),
    descriptors: DESCRIPTOR,
    machineNetwork: confinement.network === true ? { naming: NAMING.filter((path) => existsSync(path)) } : undefined,
    temporaryBytes: temporaryBytes(confinement),
    command: starterCommand('wait', confinement.hosts.length === 0 ? undefined : DESCRIPTOR.mounts + mounts.length),
  })
  const altered = alter?.(argv) ?? argv
  if (!kind.dropsRoot) return altered
  return staged(
    mounts.map(({ own }, n) => ({ descriptor: descriptors[n] ?? -1, own })),
    altered,
  )
}

const NAMING = ['/etc/resolv.conf', '/etc/hosts']

/** A little more than what may be kept there, so that going over it is seen as that. */
export function temporaryBytes({ limits }: Confinement): number {
  return Math.ceil(temporaryLimit(limits) * 1.125)
}

function sandboxed(child: ChildProcess, { pid, gone, ended }: Begun, group: ControlGroup | undefined): Sandboxed {
  const table = createProcessTable()
  const startTime = table.find(pid)?.startTime

  function isGone(): boolean {
    const row = table.find(pid)
    return row === undefined || row.zombie || row.startTime !== startTime
  }

  return {
    child,
    pid,
    ask() {
      // The starter leads the command's group, and passes over what asks it to end.
      for (const row of table.list()) if (row.ppid === pid) signalGroup(row.pgid, 'SIGTERM')
    },
    async end(waitMs) {
      const deadline = performance.now() + waitMs
      if (!isGone()) kill(pid)
      for (let pause = 1; !isGone(); pause = Math.min(2 * pause, 20)) {
        if (performance.now() > deadline) return false
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
      return within(Math.max(1, deadline - performance.now()), gone)
    },
    ended,
    ...(group === undefined ? {} : { exceeded: group.exceeded }),
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended in this moment.
  }
}

export { BWRAP }
