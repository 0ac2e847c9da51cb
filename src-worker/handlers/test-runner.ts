import { constants } from 'node:os'
import { z } from 'zod'
import type { Exit, Inside } from '#confine'
import { type CommandResult, commandResult, taskTypes, type TestRunnerPayload, type Verdict } from '#schemas'
import { argvRejection, testRunnerSummary } from '../algorithms/index.ts'
import type { RunContext } from '../run/context.ts'
import { defineHandler } from '../run/handler.ts'
import { failed } from '../run/run-end.ts'
import { SUBPROCESS_TOOL } from '../run/tools.ts'
import { createCapture } from './capture.ts'
import { folderOf, openPlace, performCommand, type Place } from './commands.ts'

const STEP = 'test_runner_before_tool_call'

export const testRunner = defineHandler(taskTypes.test_runner_task, async (run, payload) => {
  run.tools.allow(SUBPROCESS_TOOL)
  if (run.compat !== 'dali') refuseShellLines(payload.commands)
  const place = await openPlace(run, payload)
  const cwd = await folderOf(run, place.root, payload.cwd ?? '.')
  const results = await runAll(run, payload, place, cwd)
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

/** Results in the order of the commands, whatever the order they end in. */
async function runAll(
  run: RunContext,
  payload: TestRunnerPayload,
  place: Place,
  cwd: Inside,
): Promise<CommandResult[]> {
  const results = resultsBefore(run, payload)
  const sofar = () => results.filter((result) => result !== null)
  run.suspendable(() => ({ results }))

  async function runOne(argv: readonly string[], at: number): Promise<void> {
    // It ended before the run was suspended.
    if (results[at] !== null) return
    results[at] = await runCommand(run, payload, place, cwd, argv)
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

const continuationSchema = z.strictObject({ results: z.array(commandResult.nullable()) })

/** What an earlier run of this job had when it was suspended; null for commands that are still to be run. */
function resultsBefore({ continuation }: RunContext, { commands }: TestRunnerPayload): (CommandResult | null)[] {
  if (continuation === undefined) return commands.map(() => null)
  const parsed = continuationSchema.safeParse(continuation)
  if (parsed.success && parsed.data.results.length === commands.length) return parsed.data.results
  throw failed('invalid_assignment', 'Where this run was to go on does not fit its commands.')
}

async function runCommand(
  run: RunContext,
  { timeout_sec, commands }: TestRunnerPayload,
  place: Place,
  cwd: Inside,
  argv: readonly string[],
): Promise<CommandResult> {
  const ended = await performCommand(run, place, {
    argv,
    cwd,
    timeoutSec: timeout_sec,
    where: STEP,
    begin() {
      // DALI recorded the call before it looked at it.
      if (run.compat === 'dali') refuseShellLines([argv])
      return createCapture(run, commands.length)
    },
    codeOf: (exit) => exit.exitCode ?? pythonReturncode(run, exit),
  })
  if (ended.kind === 'refused') {
    const { code, message } = ended.error
    const none = { returncode: null, timed_out: false, duration_ms: 0 }
    return { argv: [...argv], ...none, ...ended.said, error: { code, message } }
  }
  const { signal, timedOut, durationMs } = ended.exit
  return {
    argv: [...argv],
    returncode: ended.code,
    timed_out: timedOut,
    duration_ms: durationMs,
    ...ended.said,
    ...(signal === null || run.compat === 'dali' ? {} : { signal }),
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

/** Python gives the number of the signal, negated. */
function pythonReturncode({ compat }: RunContext, { signal }: Exit): number | null {
  return compat === 'dali' && signal !== null ? -constants.signals[signal] : null
}
