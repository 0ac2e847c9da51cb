import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { getSystemErrorName } from 'node:util'
import { exitOf, within } from '../exit-of.ts'
import { stdioWithoutLeaks } from '../inherited-descriptors.ts'
import { RUN_COOKIE, signalGroup } from '../kill-tree.ts'
import { LaunchRefused } from '../launch-refused.ts'
import type { Root } from '../open-beneath.ts'
import { createProcessTable } from '../process-table.ts'
import { BWRAP, bwrapArguments } from './bwrap-arguments.ts'
import type { Confinement } from './confinement.ts'
import { openKept } from './kept-bytes.ts'
import { type Mount, openMounts, systemMounts } from './mounts.ts'
import { seccompProgram } from './seccomp.ts'
import { JOB_USER, staged, stagedPath } from './stage.ts'
import { PERL, readStarterWord, STARTER, starterRequest, type StarterWord } from './starter.ts'

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

/** How the command ended, by the word of the starter inside. */
export interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Resident memory of the largest process that was waited for. */
  readonly peakBytes: number
  readonly cpuSeconds: number
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

const DESCRIPTOR = { channel: 3, status: 4, seccomp: 5, passwd: 6, group: 7, mounts: 8 } as const
/** Setting up takes some ten milliseconds; a machine under load is slow, not wrong. */
const SETUP_MS = 30_000
const MAX_COMPLAINT = 1000

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
  return untilStarted(spec, child)
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
    command: [PERL, '-e', STARTER, '--', process.arch],
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
  return Math.ceil(Math.min(limits.diskBytes, limits.memoryBytes / 2) * 1.125)
}

/** Waits for both: bubblewrap's word for the first process inside, and the starter's that the command runs. */
async function untilStarted(spec: SandboxSpec, child: ChildProcess): Promise<Sandboxed> {
  const gone = exitOf(child)
  const words = lines(child.stdio[DESCRIPTOR.channel])
  const status = lines(child.stdio[DESCRIPTOR.status])
  const channel = child.stdio[DESCRIPTOR.channel]
  let pid: number | undefined
  let verdict: StarterWord | undefined
  let ended: Ended | undefined
  const begun = Promise.withResolvers<void>()

  words.on((line) => {
    const word = readStarterWord(line)
    if (word?.kind === 'ended') ended = endedBy(word)
    else if (word !== undefined && word.kind !== 'ready') verdict ??= word
    if (verdict !== undefined && pid !== undefined) begun.resolve()
  })
  status.on((line) => {
    pid ??= childPidIn(line)
    if (verdict !== undefined && pid !== undefined) begun.resolve()
  })
  if (channel !== null && channel !== undefined && 'write' in channel) {
    // A sandbox that could not be made has nobody to read this; its exit says so.
    channel.on('error', () => undefined)
    channel.write(
      starterRequest({ argv: spec.argv, env: spec.env, directory: spec.directory, limits: spec.confinement.limits }),
    )
  }
  const isOver = await Promise.race([
    begun.promise.then(() => false),
    gone.then(() => true),
    within(SETUP_MS, begun.promise).then((inTime) => !inTime),
  ])
  if (isOver || verdict?.kind !== 'started' || pid === undefined) {
    child.kill('SIGKILL')
    await within(1000, Promise.all([gone, words.closed]))
    throw notStarted(verdict, await textOf(spec.errors ?? child.stderr))
  }
  return sandboxed(child, pid, gone, () => ended ?? endedAs(child))
}

function sandboxed(child: ChildProcess, pid: number, gone: Promise<void>, ended: () => Ended): Sandboxed {
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

/** Some numbers have an older name as well, which stands later. */
const SIGNALS = new Map(
  Object.entries(constants.signals)
    .toReversed()
    .map(([name, number]) => [number, name]),
)

function signalNamed(number: number): NodeJS.Signals | null {
  const name = SIGNALS.get(number)
  return name !== undefined && isSignal(name) ? name : null
}

function isSignal(name: string): name is NodeJS.Signals {
  return name in constants.signals
}

/** `status` as wait(2) gives it. */
function endedBy({ status, peakBytes, cpuSeconds }: Extract<StarterWord, { kind: 'ended' }>): Ended {
  const signal = status & 0x7f
  return signal === 0
    ? { exitCode: (status >> 8) & 0xff, signal: null, peakBytes, cpuSeconds }
    : { exitCode: null, signal: signalNamed(signal) ?? 'SIGKILL', peakBytes, cpuSeconds }
}

/** Without a word of the starter something killed it, and with it the command. */
function endedAs(child: ChildProcess): Ended {
  const isKilled = child.signalCode !== null || (child.exitCode ?? 0) !== 0
  return {
    exitCode: isKilled ? null : child.exitCode,
    signal: isKilled ? 'SIGKILL' : null,
    peakBytes: 0,
    cpuSeconds: 0,
  }
}

/** What bubblewrap said before it gave up; nothing of the command's, which never ran. */
async function textOf(stream: Readable | null): Promise<string> {
  let text = ''
  if (stream === null) return text
  stream.on('data', (bytes: Buffer) => (text = (text + bytes.toString('utf8')).slice(0, MAX_COMPLAINT)))
  await within(
    200,
    finished(stream, { writable: false }).catch(() => undefined),
  )
  return text
}

function notStarted(verdict: StarterWord | undefined, complaint: string): LaunchRefused {
  if (verdict?.kind === 'not_started') {
    const name = getSystemErrorName(-verdict.errno)
    return new LaunchRefused('start_failed', `The command could not be started inside the sandbox: ${name}.`)
  }
  return new LaunchRefused('start_failed', `The sandbox could not be made: ${complaint.trim() || 'it ended at once'}`)
}

function childPidIn(line: string): number | undefined {
  const found = /"child-pid"\s*:\s*(\d+)/.exec(line)?.[1]
  return found === undefined ? undefined : Number(found)
}

type Stdio = ChildProcess['stdio'][number]

/** Whole lines of a pipe as they come. */
function lines(stream: Stdio | undefined) {
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  let rest = ''
  let receive: (line: string) => void = () => undefined
  if (isReadable(stream)) {
    stream.on('data', (bytes: Buffer) => {
      const parts = (rest + bytes.toString('utf8')).split('\n')
      // What has no end yet; nobody inside is taken at more than his word.
      rest = (parts.pop() ?? '').slice(-4096)
      for (const line of parts) receive(line)
    })
    stream.on('error', () => resolve())
    stream.on('close', () => resolve())
  } else resolve()
  return { on: (handler: (line: string) => void) => void (receive = handler), closed }
}

function isReadable(stream: Stdio | undefined): stream is Readable {
  return stream !== null && stream !== undefined && 'read' in stream
}

export { BWRAP }
