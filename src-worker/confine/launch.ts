import { type ChildProcess, spawn } from 'node:child_process'
import { homedir } from 'node:os'
import { checkArguments, resolveExecutable } from './executable.ts'
import { stdioWithoutLeaks } from './inherited-descriptors.ts'
import { RUN_COOKIE } from './kill-tree.ts'
import { LaunchRefused } from './launch-refused.ts'
import type { HeldDirectory, Root } from './open-beneath.ts'
import type { OutputSink } from './output-pump.ts'
import { errnoOf, PathRejected } from './path-rejected.ts'
import { openOutputPipes } from './output-pipes.ts'
import { createPidNamespace, SETPRIV } from './pid-namespace.ts'
import { startSandboxed } from './sandbox/bubblewrap.ts'
import { type Confinement, DEFAULT_CONFINEMENT } from './sandbox/confinement.ts'
import { startReaped } from './sandbox/reaper.ts'
import { startInJob } from './sandbox/job-runner.ts'
import type { JobObjects } from './sandbox/job-objects.ts'
import { isShown, ownNode } from './sandbox/mounts.ts'
import type { Names } from './sandbox/sandbox-runtime.ts'
import { seatbeltArguments, seatbeltConfiguration } from './sandbox/seatbelt.ts'
import type { LaunchSupport } from './launch-support.ts'
import { probeLaunch } from './probe-launch.ts'
import type { Inside } from './split-rel.ts'
import { CLEAR_MS, type Process, supervise } from './supervise.ts'

export interface LaunchSpec {
  /** The command and its arguments, passed on byte for byte; no shell ever sees them. */
  readonly argv: readonly string[]
  /** The working directory: below a root, reached without a race. */
  readonly cwd: { readonly root: Root; readonly path: string | Inside }
  /** The whole environment of the command; see buildEnvironment. */
  readonly env: Readonly<Record<string, string>>
  /** Wall time from the start until TERM. KILL follows after GRACE_MS. */
  readonly timeoutMs: number
  readonly onOutput: OutputSink
  /** Aborting ends the command as the time limit does. */
  readonly signal?: AbortSignal
  /** `pipe`: what is written to the process’s `stdin`; for programs of ours that are asked one thing after the other. */
  readonly stdin: 'ignore' | 'pipe'
  /** What the command may see and use up, as far as `support` can enforce it. Default: DEFAULT_CONFINEMENT. */
  readonly confinement?: Confinement
  /** Marks what is started, for killOwned. Not visible to the command where it has a process namespace of its own. */
  readonly cookie?: string
  /** Told of each connection to a host that the confinement does not name. */
  readonly onRefusedHost?: (host: string, port: number) => void
  /** For tests of named hosts. */
  readonly names?: Names
  /** Leaves the limits to the kernel alone, for a test of whether it keeps them. */
  readonly unwatched?: boolean
  /** Used instead of what probeLaunch found. */
  readonly support?: LaunchSupport
  /** For tests of what notices a weaker sandbox: changes the arguments it is made with. */
  readonly alterSandbox?: (argv: readonly string[]) => readonly string[]
}

/**
 * Starts a command of a job: the one place where that happens. Throws LaunchRefused or PathRejected when it cannot be started,
 * so that an exit code is always the command's own. (What remains: a file that stops being executable in the very moment shows
 * as the wrapper's exit code 127 or 126 with its message on stderr.)
 */
export async function launch(spec: LaunchSpec): Promise<Process> {
  checkArguments(spec.argv, spec.env)
  const held = holdDirectory(spec.cwd.root, spec.cwd.path)
  try {
    const support = spec.support ?? (await probeLaunch())
    const confinement = withOwnNode(spec.confinement ?? DEFAULT_CONFINEMENT)
    if (confinement.hosts.length > 0 && support.kind !== 'bwrap')
      throw new LaunchRefused('start_failed', 'Only a sandbox keeps a command to the hosts that were named.')
    if (confinement.paths !== undefined && support.kind !== 'bwrap')
      throw new LaunchRefused('start_failed', 'Only a sandbox of Linux keeps a command to the paths that were named.')
    const place = { root: spec.cwd.root.realPath, toolchains: confinement.toolchains }
    const executable = resolveExecutable(spec.argv[0] ?? '', {
      root: place.root,
      cwd: held.realPath,
      searchPath: spec.env['PATH'] ?? spec.env['Path'] ?? '',
      ...(support.kind === 'bwrap' ? { isShown: (path: string) => isShown(path, place) } : {}),
    })
    if (spec.signal?.aborted)
      throw new LaunchRefused('stopped_before_start', 'The run was stopped before the command started.')
    const argv = [executable, ...spec.argv.slice(1)]
    if (support.kind === 'bwrap' || support.kind === 'subreaper') {
      return await startWithStarter(spec, argv, held, confinement, support)
    }
    if (support.kind === 'job-object' && support.jobs !== undefined) {
      return await startWithJobObject(spec, argv, held, confinement, support.jobs)
    }
    const asStarted = support.kind === 'seatbelt' ? await underSeatbelt(spec, argv, confinement) : argv
    return await start(spec, asStarted, held.path, confinement, support)
  } finally {
    held.close()
  }
}

function withOwnNode(confinement: Confinement): Confinement {
  return { ...confinement, toolchains: [...confinement.toolchains, ...ownNode()] }
}

async function startWithStarter(
  spec: LaunchSpec,
  argv: readonly string[],
  held: HeldDirectory,
  confinement: Confinement,
  { kind, sandbox = { dropsRoot: false }, groups }: LaunchSupport,
): Promise<Process> {
  const pipes = await openOutputPipes()
  try {
    const startedAt = performance.now()
    const common = {
      argv,
      env: spec.env,
      confinement,
      cookie: spec.cookie,
      input: spec.stdin,
      output: pipes?.writers ?? (['pipe', 'pipe'] as const),
      errors: pipes?.readers.stderr,
    }
    const alter = spec.alterSandbox === undefined ? {} : { alter: spec.alterSandbox }
    const started =
      kind === 'subreaper'
        ? await startReaped({ ...common, cwd: held.path })
        : await startSandboxed({
            ...common,
            ...alter,
            root: spec.cwd.root,
            directory: held.realPath,
            kind: sandbox,
            groups,
            onRefusedHost: spec.onRefusedHost,
            names: spec.names,
          })
    const { child } = started
    return supervise({
      spec,
      child,
      pid: child.pid ?? started.pid,
      output: pipes?.readers ?? child,
      startedAt,
      support: kind,
      namespace: started,
      limits: confinement.limits,
      folder: spec.cwd.root.realPath,
    })
  } catch (error) {
    pipes?.discard()
    throw error
  } finally {
    pipes?.closeWriters()
  }
}

async function startWithJobObject(
  spec: LaunchSpec,
  argv: readonly string[],
  held: HeldDirectory,
  confinement: Confinement,
  jobs: JobObjects,
): Promise<Process> {
  const startedAt = performance.now()
  const output = ['pipe', 'pipe'] as const
  const env = spec.cookie === undefined ? spec.env : { ...spec.env, [RUN_COOKIE]: spec.cookie }
  const started = await startInJob({
    argv,
    env,
    directory: held.realPath,
    confinement,
    input: spec.stdin,
    output,
    jobs,
  })
  const { child, pid } = started
  return supervise({
    spec,
    child,
    pid,
    output: child,
    startedAt,
    support: 'job-object',
    namespace: started,
    limits: confinement.limits,
    folder: spec.cwd.root.realPath,
  })
}

/** What to start so that macOS keeps the command to its confinement. */
async function underSeatbelt(
  { cwd, alterSandbox }: LaunchSpec,
  argv: readonly string[],
  confinement: Confinement,
): Promise<readonly string[]> {
  // Only macOS needs it.
  const { seatbeltProfile } = await import('./sandbox/sandbox-runtime.ts')
  const { ownData: dataDirectory, home: scratch } = confinement
  const place = { workspace: cwd.root.realPath, userHome: homedir(), dataDirectory, scratch }
  const profile = seatbeltProfile(seatbeltConfiguration(confinement, place), confinement.network === true)
  const wrapped = seatbeltArguments(profile, confinement.limits, argv)
  return alterSandbox?.(wrapped) ?? wrapped
}

function holdDirectory(root: Root, path: string | Inside): HeldDirectory {
  try {
    return root.directory(path)
  } catch (error) {
    if (error instanceof PathRejected && error.reason === 'not_a_directory') {
      throw new LaunchRefused(
        'cwd_not_a_directory',
        `The working directory ${JSON.stringify(error.path)} is not a directory.`,
      )
    }
    throw error
  }
}

async function start(
  spec: LaunchSpec,
  argv: readonly string[],
  cwd: string,
  { limits }: Confinement,
  support: LaunchSupport,
): Promise<Process> {
  // Both start a process; side by side they cost one.
  const preparing = openOutputPipes()
  const namespace = await openNamespace(support, cwd, spec.cookie).catch(async (error: unknown) => {
    ;(await preparing)?.discard()
    throw error
  })
  const pipes = await preparing
  try {
    const [file = '', ...args] = namespace?.enter(argv) ?? (support.kind === 'pdeathsig' ? bound(argv) : argv)
    const mark = namespace === undefined && spec.cookie !== undefined ? { [RUN_COOKIE]: spec.cookie } : {}
    const startedAt = performance.now()
    const child = spawn(file, args, {
      cwd,
      env: { ...spec.env, ...mark },
      stdio: stdioWithoutLeaks([spec.stdin, ...(pipes?.writers ?? (['pipe', 'pipe'] as const))]),
      detached: true,
      windowsHide: true,
    })
    const { pid } = child
    if (pid === undefined) throw await startFailure(child)
    const output = pipes?.readers ?? child
    return supervise({
      spec,
      child,
      pid,
      output,
      startedAt,
      support: support.kind,
      namespace,
      limits,
      folder: spec.cwd.root.realPath,
    })
  } catch (error) {
    pipes?.discard()
    await namespace?.end(CLEAR_MS)
    throw error
  } finally {
    pipes?.closeWriters()
  }
}

async function openNamespace({ kind, namespaces }: LaunchSupport, cwd: string, cookie: string | undefined) {
  return kind === 'pidns' && namespaces !== undefined ? createPidNamespace(namespaces, cwd, cookie) : undefined
}

function bound(argv: readonly string[]): string[] {
  return [SETPRIV, '--pdeathsig', 'KILL', '--', ...argv]
}

async function startFailure(child: ChildProcess): Promise<LaunchRefused> {
  const { promise, resolve } = Promise.withResolvers<Error>()
  child.once('error', resolve)
  const cause = await promise
  return new LaunchRefused(
    'start_failed',
    `The system did not start the command: ${errnoOf(cause) ?? 'no reason given'}.`,
    { cause },
  )
}
