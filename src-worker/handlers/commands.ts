import { mkdirSync } from 'node:fs'
import {
  buildEnvironment,
  type Exit,
  type Inside,
  LaunchRefused,
  PathRejected,
  programFolders,
  type Root,
  type StreamName,
} from '#confine'
import type { RunContext } from '../run/context.ts'
import { RunEnd, StepRefused } from '../run/run-end.ts'
import { nothing, SUBPROCESS_TOOL, type ToolReturn } from '../run/tools.ts'

/** What a job's commands find when they start. */
export interface Place {
  readonly root: Root
  readonly env: Readonly<Record<string, string>>
}

export interface AskedEnvironment {
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly env_allow?: readonly string[] | undefined
}

/** Opens the workspace and builds the environment of the job's commands; the log says what of it was not passed on. */
export async function openPlace(
  run: RunContext,
  { env: values = {}, env_allow = [] }: AskedEnvironment,
): Promise<Place> {
  const root = run.openWorkspace()
  mkdirSync(run.commandHome, { recursive: true, mode: 0o700 })
  if (run.network) run.note('Commands reach all of the network, as the operator approved.')
  else if (run.policy.allow_network)
    run.note('The policy of this job names the network. Its sandbox has none; without a sandbox nothing keeps it away.')
  const { home, temporary } = await run.commandPlaces()
  const { env, dropped } = buildEnvironment({
    from: process.env,
    allow: env_allow,
    scratch: home,
    temporary,
    programs: programFolders(run.workspace.toolchains ?? []),
    values,
    grants: run.secrets,
    ...(run.compat === null ? {} : { compat: run.compat }),
  })
  if (dropped.length > 0) {
    run.note(`Not passed on: ${dropped.map(({ name, reason }) => `${name} (${reason})`).join(', ')}`)
  }
  return { root, env }
}

/** A folder of the workspace to work in. A path that leads out of it is recorded and refused. */
export async function folderOf(run: RunContext, root: Root, path: string): Promise<Inside> {
  try {
    return root.resolveInside(path)
  } catch (error) {
    if (error instanceof PathRejected) await run.rejectPath(path, `path_rejected:${error.reason}`)
    throw error
  }
}

/** How much a command wrote, and whether all of it is kept where it is shown. */
export type StreamSizes = Pick<ToolReturn, 'stdout_bytes' | 'stderr_bytes' | 'stdout_truncated' | 'stderr_truncated'>

/** Takes what a command says; `end` is called once, after the last of it. */
export interface OutputTaker<S extends StreamSizes> {
  take(stream: StreamName, bytes: Buffer): Promise<void> | undefined
  end(): S
}

export interface PlacedCommand<S extends StreamSizes> {
  readonly argv: readonly string[]
  readonly cwd: Inside
  readonly timeoutSec: number
  /** The step, for the end by the kill switch. */
  readonly where: string
  /** Called once the call is recorded; what it throws ends the run. */
  readonly begin: () => OutputTaker<S>
  /** The exit code as it is recorded, for a command that ended by itself. */
  readonly codeOf?: (exit: Exit) => number | null
}

/** How a command ended, or why it was not started. */
export type CommandEnd<S extends StreamSizes> =
  | { readonly kind: 'ended'; readonly exit: Exit; readonly code: number | null; readonly said: S }
  | { readonly kind: 'refused'; readonly error: LaunchRefused | PathRejected | StepRefused; readonly said: S }

/**
 * Runs one command as a recorded call of the tool for commands, and waits until all it started is gone. One that the operator
 * decided against is refused like one that cannot be started.
 */
export async function performCommand<S extends StreamSizes>(
  run: RunContext,
  place: Place,
  command: PlacedCommand<S>,
): Promise<CommandEnd<S>> {
  try {
    return await callCommand(run, place, command)
  } catch (error) {
    if (!(error instanceof StepRefused)) throw error
    const said = command.begin().end()
    run.note(`Not run: ${command.argv.map(shown).join(' ')}. ${error.message}`)
    return { kind: 'refused', error, said }
  }
}

async function callCommand<S extends StreamSizes>(
  run: RunContext,
  { root, env }: Place,
  { argv, cwd, timeoutSec, where, begin, codeOf = ({ exitCode }) => exitCode }: PlacedCommand<S>,
): Promise<CommandEnd<S>> {
  const timeoutMs = timeoutSec * 1000
  const args = { argv, cwd: cwd.rel, timeout_sec: timeoutSec }
  return run.tools.call<CommandEnd<S>>({ tool: SUBPROCESS_TOOL, timeoutMs, args, where }, async (step) => {
    const taker = begin()
    run.note(`$ ${argv.map(shown).join(' ')}`)
    try {
      const exit = await run.command({
        argv,
        cwd: { root, path: cwd },
        env,
        timeoutMs,
        onOutput: (stream, bytes) => taker.take(stream, bytes),
        step,
        onRefusedHost: refusalsNotedBy(run),
      })
      const code = exit.timedOut || exit.stopped ? null : codeOf(exit)
      const said = taker.end()
      return { value: { kind: 'ended', exit, code, said }, returned: returnOf(run, exit, code, said) }
    } catch (error) {
      if (!(error instanceof LaunchRefused || error instanceof PathRejected)) throw error
      run.note(error.message)
      return { value: { kind: 'refused', error, said: taker.end() }, returned: nothing(error.code) }
    }
  })
}

function returnOf(
  run: RunContext,
  { signal, timedOut, stopped, durationMs, failure }: Exit,
  code: number | null,
  { stdout_bytes, stderr_bytes, stdout_truncated, stderr_truncated }: StreamSizes,
): ToolReturn {
  const ending: unknown = stopped && run.signal.aborted ? run.signal.reason : undefined
  if (timedOut) run.note('The command took too long and was ended with all it had started.')
  if (ending instanceof RunEnd) run.note(`The command was ended: ${ending.message}`)
  if (failure?.code === 'survivors') run.note('Some process of this command could not be ended.')
  return {
    duration_ms: durationMs,
    exit_code: code,
    signal,
    timed_out: timedOut,
    stdout_bytes,
    stderr_bytes,
    stdout_truncated,
    stderr_truncated,
    error: ending instanceof RunEnd ? ending.code : (failure?.code ?? null),
  }
}

/** A command that tries again and again says it a few times. */
const MAX_REFUSALS_NOTED = 10

function refusalsNotedBy(run: RunContext): (host: string, port: number) => void {
  let refusals = 0
  return (host, port) => {
    refusals += 1
    if (refusals <= MAX_REFUSALS_NOTED)
      run.note(`Refused: a connection to ${host}:${port}, which the policy of this job does not name.`)
  }
}

/** An argument as one could type it. */
function shown(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`
}
