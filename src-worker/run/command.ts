import {
  type Confinement,
  type Exit,
  launch,
  type Inside,
  type LaunchSupport,
  type OutputSink,
  probeLaunch,
  type Root,
  RUN_COOKIE,
} from '#confine'
import type { Meter } from './meter.ts'
import type { RunLink } from './link.ts'
import { exceeded, RunEnd } from './run-end.ts'
import type { Stop } from './stop.ts'

export interface Command {
  readonly argv: readonly string[]
  readonly cwd: { readonly root: Root; readonly path: string | Inside }
  readonly env: Readonly<Record<string, string>>
  /** At most this long; never longer than what is left of the run's wall time. */
  readonly timeoutMs: number
  readonly onOutput: OutputSink
  /** Told of each host it was not let to. */
  readonly onRefusedHost?: (host: string, port: number) => void
  /** The step it belongs to. */
  readonly step: number
  /** What it may see and use up, where that differs from what the job's commands may. */
  readonly confine?: (usual: Confinement) => Confinement
}

/** Starts a command, makes it known to the core, and waits until it and all it started are gone. A stop ends it. */
export type RunCommand = (command: Command) => Promise<Exit>

export interface RunCommandDeps {
  readonly link: RunLink
  readonly meter: Meter
  readonly stop: Stop
  readonly cookie: string
  /** What commands of the job may see and use up. */
  readonly confinement: Confinement
  /** Keeps a process group from outliving the worker. */
  readonly guard: (group: number) => () => void
}

/** Where leftovers are found without their cookie. */
const HIDES_COOKIE = new Set<LaunchSupport['kind']>(['bwrap', 'pidns', 'subreaper'])

export function createRunCommand({ link, meter, stop, cookie, confinement, guard }: RunCommandDeps): RunCommand {
  return async function runCommand({ step, timeoutMs, env, confine, ...command }) {
    const gently = new AbortController()
    // Where `launch` looks for leftovers by their cookie it would find those of all commands and workers of this core, so
    // there the cookie only goes into the environment, for the core's sweep.
    const { kind } = await probeLaunch()
    const child = await launch({
      ...command,
      ...(HIDES_COOKIE.has(kind) ? { env, cookie } : { env: { ...env, [RUN_COOKIE]: cookie } }),
      timeoutMs: Math.min(timeoutMs, meter.remainingMs()),
      signal: gently.signal,
      stdin: 'ignore',
      confinement: confine?.(confinement) ?? confinement,
    })
    link.send({ kind: 'spawned', step, pid: child.pid, start_time: child.startTime })
    const release = guard(child.pid)

    /** Someone who cancels lets the command tidy up; where a limit is reached there is no time left for that. */
    function end(): void {
      const reason: unknown = stop.signal.reason
      if (reason instanceof RunEnd && reason.state === 'cancelled') gently.abort()
      else void child.kill()
    }
    if (stop.signal.aborted) end()
    stop.signal.addEventListener('abort', end, { once: true })
    try {
      const exit = await child.exited
      if (exit.exceeded !== undefined) stop.end(exceeded(exit.exceeded))
      return exit
    } finally {
      stop.signal.removeEventListener('abort', end)
      release()
    }
  }
}
