import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { exitOf, within } from './exit-of.ts'
import { type KillOptions, killTree, measureTree, signalGroup } from './kill-tree.ts'
import { type OutputSink, type Pump, pumpOutput } from './output-pump.ts'
import type { LaunchSupport } from './launch-support.ts'
import { createProcessTable } from './process-table.ts'
import type { Limits } from './sandbox/confinement.ts'
import type { Ended } from './sandbox/handshake.ts'
import { type ExceededLimit, watchTree } from './sandbox/tree-watch.ts'
import { watchByPs } from './sandbox/watch-by-ps.ts'

/** Between TERM, which a process may use to tidy up, and KILL. */
export const GRACE_MS = 500
/** How long the kernel is given to clear away what was killed. */
export const CLEAR_MS = 2000
/** After the end, a pipe that somebody still holds is let go when nothing has come for this long. */
const QUIET_MS = 200

/** How long the reporter at a namespace's door may take after the namespace is empty. */
const DOOR_MS = 100

export interface Exit {
  /** The command's own exit code and signal, also when it was stopped; one of them is null. Both are when it never ended. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly timedOut: boolean
  /** By kill(), the abort signal or a refusal of onOutput. */
  readonly stopped: boolean
  /** Monotonic milliseconds from the start until the command ended. */
  readonly durationMs: number
  /** The limit it was killed for. */
  readonly exceeded?: ExceededLimit
  readonly failure?: ExitFailure
}

export type ExitFailure =
  /** onOutput threw or rejected; the command was killed. */
  | { readonly code: 'output_refused'; readonly cause: unknown }
  /** Some process could not be ended; it hangs in the kernel or is not ours. */
  | { readonly code: 'survivors' }

export interface Process {
  /** The process whose death ends all of the command's processes. To be recorded with startTime, for killTree. */
  readonly pid: number
  readonly startTime: string
  readonly support: LaunchSupport['kind']
  /** Null where it was to have none. What is written after its end is lost. */
  readonly stdin: Writable | null
  /** Settles, never rejecting, when the command and all that came from it are gone and every output was taken. */
  readonly exited: Promise<Exit>
  /** Kills all of it now. Resolves when it is gone. */
  kill(): Promise<Exit>
  /** What its processes hold at this moment. */
  usage(): { processes: number; residentBytes: number }
}

/** A process namespace the command is in, and what only its maker knows of the command. */
export interface Enclosure {
  /** The process outside whose death ends all inside. */
  readonly pid: number
  end(waitMs: number): Promise<boolean>
  /** Asks the command to end, where its group is not the child's own. */
  ask?(): void
  /** How the command ended, where the child's own end does not tell. */
  ended?(): Ended
  /** The limit that the kernel ended it for, where that can be told. */
  exceeded?(): ExceededLimit | undefined
}

export interface Started {
  readonly spec: {
    readonly timeoutMs: number
    readonly onOutput: OutputSink
    readonly signal?: AbortSignal
    readonly cookie?: string
    readonly unwatched?: boolean
  }
  readonly limits: Limits
  /** The workspace. */
  readonly folder: string
  readonly child: ChildProcess
  readonly pid: number
  readonly output: { readonly stdout: Readable | null; readonly stderr: Readable | null }
  readonly startedAt: number
  readonly support: LaunchSupport['kind']
  readonly namespace: Enclosure | undefined
}

/** A shell ends with 128 and the number of the signal that its command ended by. */
const SIGNAL_OF_SHELL = 128

/** The limit that the kernel enforced before the watch saw it. */
function limitBehind(
  { exitCode, signal, ...used }: Pick<Ended, 'exitCode' | 'signal'> & Partial<Ended>,
  limits: Limits,
): ExceededLimit | undefined {
  const endedBy = (name: 'SIGXFSZ' | 'SIGXCPU') =>
    signal === name || exitCode === SIGNAL_OF_SHELL + (constants.signals[name] ?? Number.NaN)
  if (endedBy('SIGXFSZ')) return 'max_file_bytes'
  if (endedBy('SIGXCPU') || (used.cpuSeconds ?? 0) > (limits.cpuSeconds ?? Infinity)) return 'max_cpu_sec'
  // Memory that was refused is an error of the command's own, in words of its own.
  return exitCode !== 0 && (used.peakBytes ?? 0) > limits.memoryBytes ? 'max_memory_bytes' : undefined
}

/** Watches one command from its start to the end of everything it left. */
export function supervise(started: Started): Process {
  const { spec, child, pid, output, startedAt, support, namespace, limits } = started
  const table = createProcessTable()
  // Our own child, not collected yet: it is in the table even if it has ended.
  const startTime = table.find(pid)?.startTime
  const rootPid = namespace?.pid ?? pid
  const cleared = Promise.withResolvers<void>()
  let clearing: Promise<void> | undefined
  let grace: NodeJS.Timeout | undefined
  let durationMs: number | undefined
  let timedOut = false
  let stopped = false
  let failure: ExitFailure | undefined
  let exceeded: ExceededLimit | undefined

  // Who writes to what has ended hears of that by its exit.
  child.stdin?.on('error', () => undefined)

  const ended = exitOf(child).then(() => {
    durationMs = Math.round(performance.now() - startedAt)
  })

  const pumps = (['stdout', 'stderr'] as const).flatMap((name): Pump[] => {
    const stream = output[name]
    return stream === null ? [] : [pumpOutput({ stream, name, sink: spec.onOutput, startedAt, onRefused })]
  })

  function onRefused(cause: unknown): void {
    failure ??= { code: 'output_refused', cause }
    stopped = true
    void clear()
  }

  const watchOver = support === 'seatbelt' ? watchByPs : watchTree
  const watch =
    spec.unwatched === true
      ? undefined
      : watchOver({
          // The child outside comes first, so that what follows the first process inside is inside as well.
          roots: namespace === undefined ? [pid] : [rootPid, pid],
          limits,
          spare: namespace === undefined ? 0 : 3,
          ...(support === 'bwrap' ? { inside: rootPid } : {}),
          folder: started.folder,
          onExceeded(limit) {
            exceeded = limit
            stopped = true
            void clear()
          },
        })

  const timeLimit = setTimeout(() => {
    timedOut = true
    askToEnd()
  }, spec.timeoutMs)

  function onAbort(): void {
    stopped = true
    askToEnd()
  }
  spec.signal?.addEventListener('abort', onAbort, { once: true })
  // It may have come while the command was being started.
  if (spec.signal?.aborted) onAbort()

  function askToEnd(): void {
    if (grace !== undefined) return
    grace = setTimeout(() => void clear(), GRACE_MS)
    try {
      if (namespace?.ask !== undefined) namespace.ask()
      // The leader of a namespaced command's group only waits at the door and reports; it is not the command.
      else signalGroup(pid, 'SIGTERM', namespace === undefined ? undefined : pid)
    } catch {
      // No list of processes to be had (EMFILE): nobody can be asked, and all are killed in a moment.
    }
  }

  function clear(): Promise<void> {
    clearing ??= clearNow().finally(() => cleared.resolve())
    return clearing
  }

  async function clearNow(): Promise<void> {
    // What could not be looked for may have survived.
    const isClear = await (namespace === undefined ? clearTree() : clearNamespace(namespace)).catch(() => false)
    if (!isClear) failure ??= { code: 'survivors' }
  }

  async function clearTree(): Promise<boolean> {
    const options: KillOptions = { waitMs: CLEAR_MS, ...(spec.cookie === undefined ? {} : { cookie: spec.cookie }) }
    const { survivors } = await killTree(pid, startTime, options)
    return survivors.length === 0 && within(CLEAR_MS, ended)
  }

  async function clearNamespace(inside: Enclosure): Promise<boolean> {
    const emptied = inside.end(CLEAR_MS)
    // What waits at the door stops itself when the command does; then it collects nobody, and the namespace cannot end. Windows
    // has neither a door nor the signal.
    if (support !== 'job-object' && !(await within(DOOR_MS, ended))) child.kill('SIGCONT')
    if (!(await within(DOOR_MS, ended))) child.kill('SIGKILL')
    return (await emptied) && within(CLEAR_MS, ended)
  }

  async function untilTaken(): Promise<void> {
    const done = Promise.all(pumps.map((pump) => pump.done))
    while (!(await within(QUIET_MS / 4, done))) {
      if (pumps.every((pump) => pump.isQuiet(QUIET_MS))) for (const pump of pumps) pump.stop()
    }
  }

  async function run(): Promise<Exit> {
    await Promise.race([ended, cleared.promise])
    clearTimeout(timeLimit)
    watch?.stop()
    clearTimeout(grace)
    spec.signal?.removeEventListener('abort', onAbort)
    await clear()
    await untilTaken()
    const ending = namespace?.ended?.() ?? { exitCode: child.exitCode, signal: child.signalCode }
    const { exitCode, signal } = ending
    if (!stopped && !timedOut) exceeded ??= namespace?.exceeded?.() ?? limitBehind(ending, limits)
    return {
      exitCode,
      signal,
      timedOut,
      stopped,
      durationMs: durationMs ?? Math.round(performance.now() - startedAt),
      ...(exceeded === undefined ? {} : { exceeded }),
      ...(failure === undefined ? {} : { failure }),
    }
  }

  const exited = run()

  return {
    pid: rootPid,
    startTime: table.find(rootPid)?.startTime ?? '',
    support,
    stdin: child.stdin,
    exited,
    kill() {
      stopped = true
      void clear()
      return exited
    },
    usage: () => measureTree(namespace === undefined ? [pid] : [rootPid, pid]),
  }
}
