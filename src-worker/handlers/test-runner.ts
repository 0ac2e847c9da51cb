import { mkdirSync } from 'node:fs'
import { constants } from 'node:os'
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
import { type CommandResult, taskTypes, type TestRunnerPayload, type Verdict } from '#schemas'
import { argvRejection, testRunnerSummary } from '../algorithms/index.ts'
import type { RunContext } from '../run/context.ts'
import { defineHandler } from '../run/handler.ts'
import { failed, RunEnd } from '../run/run-end.ts'
import { nothing, SUBPROCESS_TOOL, type ToolOutcome } from '../run/tools.ts'
import { type Captured, createCapture } from './capture.ts'

const STEP = 'test_runner_before_tool_call'

export const testRunner = defineHandler(taskTypes.test_runner_task, async (run, payload) => {
  run.tools.allow(SUBPROCESS_TOOL)
  if (run.compat !== 'dali') refuseShellLines(payload.commands)
  const place = await findPlace(run, payload)
  const results = await runAll(run, payload, place)
  const result = { commands_run: results.length, results }

  run
    .artifact({ kind: 'summary', name: `${run.job.id}.md`, media_type: 'text/markdown', file: 'summary.md' })
    .write(testRunnerSummary({ jobId: run.job.id, exitCodes: results.map(({ returncode }) => returncode) }))
  if (run.compat !== 'dali') {
    run
      .artifact({
        kind: 'test_report',
        name: `${run.job.id}_report.json`,
        media_type: 'application/json',
        file: 'report.json',
      })
      .write(`${JSON.stringify(result, null, 2)}\n`)
  }
  const verdict: Verdict = results.every(({ returncode }) => returncode === 0) ? 'passed' : 'failed'
  return { result, verdict }
})

interface Place {
  readonly root: Root
  readonly cwd: Inside
  readonly env: Readonly<Record<string, string>>
}

async function findPlace(run: RunContext, { cwd = '.', env_allow = [] }: TestRunnerPayload): Promise<Place> {
  const root = run.openWorkspace()
  const inside = await resolveCwd(run, root, cwd)
  mkdirSync(run.commandHome, { recursive: true, mode: 0o700 })
  if (run.policy.allow_network)
    run.note('The policy of this job names the network. Its sandbox has none; without a sandbox nothing keeps it away.')
  const { home, temporary } = await run.commandPlaces()
  const { env, dropped } = buildEnvironment({
    from: process.env,
    allow: env_allow,
    scratch: home,
    temporary,
    programs: programFolders(run.workspace.toolchains ?? []),
    grants: run.secrets,
    ...(run.compat === null ? {} : { compat: run.compat }),
  })
  if (dropped.length > 0) {
    run.note(`Not passed on: ${dropped.map(({ name, reason }) => `${name} (${reason})`).join(', ')}`)
  }
  return { root, cwd: inside, env }
}

async function resolveCwd(run: RunContext, root: Root, cwd: string): Promise<Inside> {
  try {
    return root.resolveInside(cwd)
  } catch (error) {
    if (error instanceof PathRejected) await run.rejectPath(cwd, `path_rejected:${error.reason}`)
    throw error
  }
}

/** Results in the order of the commands, whatever the order they end in. */
async function runAll(run: RunContext, payload: TestRunnerPayload, place: Place): Promise<CommandResult[]> {
  const results: (CommandResult | undefined)[] = payload.commands.map(() => undefined)
  const sofar = () => results.filter((result) => result !== undefined)

  async function runOne(argv: readonly string[], at: number): Promise<void> {
    results[at] = await runCommand(run, payload, place, argv)
    run.keep({ result: { commands_run: sofar().length, results: sofar() }, verdict: 'partial' })
  }

  if (payload.parallel === true) {
    const endings = await Promise.allSettled(payload.commands.map(runOne))
    for (const ending of endings) if (ending.status === 'rejected') throw ending.reason
  } else {
    for (const [at, argv] of payload.commands.entries()) await runOne(argv, at)
  }
  return sofar()
}

async function runCommand(
  run: RunContext,
  { timeout_sec, commands }: TestRunnerPayload,
  { root, cwd, env }: Place,
  argv: readonly string[],
): Promise<CommandResult> {
  const timeoutMs = timeout_sec * 1000
  const args = { argv, cwd: cwd.rel, timeout_sec }
  return run.tools.call({ tool: SUBPROCESS_TOOL, timeoutMs, args, where: STEP }, async (step) => {
    // DALI recorded the call before it looked at it.
    if (run.compat === 'dali') refuseShellLines([argv])
    run.note(`$ ${argv.map(shown).join(' ')}`)
    const capture = createCapture(run, commands.length)
    const onOutput = (stream: StreamName, bytes: Buffer) => capture.take(stream, bytes)
    try {
      const exit = await run.command({
        argv,
        cwd: { root, path: cwd },
        env,
        timeoutMs,
        onOutput,
        step,
        onRefusedHost: refusalsNotedBy(run),
      })
      return outcomeOf(run, argv, exit, capture.end())
    } catch (error) {
      if (!(error instanceof LaunchRefused || error instanceof PathRejected)) throw error
      run.note(error.message)
      return notStarted(argv, error, capture.end())
    }
  })
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

function refuseShellLines(commands: readonly (readonly string[])[]): void {
  for (const [at, argv] of commands.entries()) {
    const reason = argvRejection(argv)
    if (reason === undefined) continue
    throw failed(
      'argv_rejected',
      `Command ${at + 1} is a single text that looks like a shell line. Give it as a list of arguments; there is no shell.`,
      { daliError: `argv_rejected:${reason}` },
    )
  }
}

function outcomeOf(
  run: RunContext,
  argv: readonly string[],
  { exitCode, signal, timedOut, stopped, durationMs, failure }: Exit,
  captured: Captured,
): ToolOutcome<CommandResult> {
  const returncode = timedOut || stopped ? null : (exitCode ?? pythonReturncode(run, signal))
  const ending: unknown = stopped && run.signal.aborted ? run.signal.reason : undefined
  if (timedOut) run.note('The command took too long and was ended with all it had started.')
  if (ending instanceof RunEnd) run.note(`The command was ended: ${ending.message}`)
  if (failure?.code === 'survivors') run.note('Some process of this command could not be ended.')
  const { stdout: _stdout, stderr: _stderr, ...sizes } = captured
  return {
    value: {
      argv: [...argv],
      returncode,
      timed_out: timedOut,
      duration_ms: durationMs,
      ...captured,
      ...(signal === null || run.compat === 'dali' ? {} : { signal }),
    },
    returned: {
      duration_ms: durationMs,
      exit_code: returncode,
      signal,
      timed_out: timedOut,
      ...sizes,
      error: ending instanceof RunEnd ? ending.code : (failure?.code ?? null),
    },
  }
}

function notStarted(
  argv: readonly string[],
  { code, message }: LaunchRefused | PathRejected,
  captured: Captured,
): ToolOutcome<CommandResult> {
  return {
    value: {
      argv: [...argv],
      returncode: null,
      timed_out: false,
      duration_ms: 0,
      ...captured,
      error: { code, message },
    },
    returned: nothing(code),
  }
}

/** Python gives the number of the signal, negated. */
function pythonReturncode({ compat }: RunContext, signal: NodeJS.Signals | null): number | null {
  return compat === 'dali' && signal !== null ? -constants.signals[signal] : null
}

/** An argument as one could type it. */
function shown(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`
}
