import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { within } from '../exit-of.ts'
import { stdioWithoutLeaks } from '../inherited-descriptors.ts'
import { RUN_COOKIE, signalGroup } from '../kill-tree.ts'
import { LaunchRefused } from '../launch-refused.ts'
import type { Root } from '../open-beneath.ts'
import { createProcessTable } from '../process-table.ts'
import { BWRAP, bwrapArguments } from './bwrap-arguments.ts'
import type { Confinement } from './confinement.ts'
import { type Begun, type Ended, handOver, STATUS } from './handshake.ts'
import { openKept } from './kept-bytes.ts'
import { type Mount, openMounts, systemMounts } from './mounts.ts'
import { seccompProgram } from './seccomp.ts'
import { JOB_USER, staged, stagedPath } from './stage.ts'
import { temporaryLimit } from './tree-watch.ts'
import { starterCommand } from './starter.ts'

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
  readonly output: readonly [stdout: number | 'pipe', stderr: number | 'pipe']
  /** Where what goes to stderr can be read, when that is not a pipe of the child. */
  readonly errors: Readable | undefined
  readonly kind: SandboxKind
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
}

/** The starter's channel comes before them. */
const DESCRIPTOR = { status: STATUS, seccomp: 5, passwd: 6, group: 7, mounts: 8 } as const

/** Starts a command in a sandbox and resolves when it runs. Throws LaunchRefused when it does not. */
export async function startSandboxed(spec: SandboxSpec): Promise<Sandboxed> {
  const mounts = openMounts(spec.root, spec.confinement)
  const kept = keptFor(spec)
  let child: ChildProcess
  try {
    const [file = '', ...args] = argumentsFor(spec, mounts.list)
    child = spawn(file, args, {
      cwd: '/',
      env: spec.cookie === undefined ? {} : { [RUN_COOKIE]: spec.cookie },
      stdio: stdioWithoutLeaks([
        'ignore',
        ...spec.output,
        'pipe',
        'pipe',
        ...kept.map(({ descriptor }) => descriptor),
        ...mounts.list.map(({ descriptor }) => descriptor),
      ]),
      detached: true,
    })
  } finally {
    mounts.close()
    for (const each of kept) each.close()
  }
  const begun = await handOver({
    child,
    request: { argv: spec.argv, env: spec.env, directory: spec.directory, limits: spec.confinement.limits },
    hasStatus: true,
    errors: spec.errors ?? child.stderr,
  })
  return sandboxed(child, begun)
}

function keptFor({ confinement, kind }: SandboxSpec) {
  const filter = seccompProgram(confinement)
  if (filter === undefined)
    throw new LaunchRefused('start_failed', `There is no system-call filter for ${process.arch}.`)
  const { uid, gid } = idsOf(kind)
  const passwd = `root:x:0:0::/:/bin/sh\njob:x:${uid}:${gid}::/home/job:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n`
  return [filter, passwd, `root:x:0:\njob:x:${gid}:\nnogroup:x:65534:\n`].map((bytes) => openKept(bytes))
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
    ids: idsOf(kind),
    temporaryBytes: temporaryBytes(confinement),
    command: starterCommand('wait'),
  })
  const altered = alter?.(argv) ?? argv
  if (!kind.dropsRoot) return altered
  return staged(
    mounts.map(({ own }, n) => ({ descriptor: descriptors[n] ?? -1, own })),
    altered,
  )
}

/** A little more than what may be kept there, so that going over it is seen as that. */
export function temporaryBytes({ limits }: Confinement): number {
  return Math.ceil(temporaryLimit(limits) * 1.125)
}

function sandboxed(child: ChildProcess, { pid, gone, ended }: Begun): Sandboxed {
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
