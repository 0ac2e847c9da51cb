import { z } from 'zod'
import type { Exit, Inside } from '#confine'
import {
  DEFAULT_SHELL_OUTPUT,
  type ShellPayload,
  type ShellResult,
  type ShellStep,
  type ShellStepResult,
  shellStepResult,
  taskTypes,
} from '#schemas'
import type { RunContext } from '../run/context.ts'
import { defineHandler } from '../run/handler.ts'
import { exceeded, failed, RunEnd, StepRefused } from '../run/run-end.ts'
import { createStreamText } from '../run/stream-text.ts'
import { SUBPROCESS_TOOL } from '../run/tools.ts'
import { createIntake } from './capture.ts'
import { type CommandEnd, folderOf, openPlace, type OutputTaker, performCommand, type Place } from './commands.ts'
import { createKeptText } from './kept-text.ts'

const STEP = 'shell_before_step'

export const shell = defineHandler(taskTypes.shell_task, async (run, payload) => {
  run.tools.allow(SUBPROCESS_TOOL)
  const place = await openPlace(run, payload)
  const folders: Inside[] = []
  for (const { cwd = '.' } of payload.steps) folders.push(await folderOf(run, place.root, cwd))
  const results = resultsBefore(run, payload)
  run.suspendable(() => ({ results }))
  for (const [at, step] of payload.steps.entries()) {
    // It ended before the run was suspended.
    if (at < results.length) continue
    const result = await runStep({ run, payload, place, step, at, cwd: folders[at] })
    results.push(result)
    run.keep({ result: resultOf(payload, results), verdict: null })
    if (!result.ok && result.end !== 'skipped') throw endOfStep(run, payload, result, at)
  }
  return { result: resultOf(payload, results), verdict: null }
})

function resultOf({ steps }: ShellPayload, results: readonly ShellStepResult[]): ShellResult {
  const last = results.findLast(({ end }) => end !== 'skipped')
  return { exit_code: last?.exit_code ?? null, steps: steps.length, results: [...results] }
}

const continuationSchema = z.strictObject({ results: z.array(shellStepResult) })

/** What an earlier run of this job had when it was suspended. */
function resultsBefore({ continuation }: RunContext, { steps }: ShellPayload): ShellStepResult[] {
  if (continuation === undefined) return []
  const parsed = continuationSchema.safeParse(continuation)
  if (parsed.success && parsed.data.results.length <= steps.length) return parsed.data.results
  throw failed('invalid_assignment', 'Where this run was to go on does not fit its steps.')
}

interface StepRun {
  readonly run: RunContext
  readonly payload: ShellPayload
  readonly place: Place
  readonly step: ShellStep
  readonly at: number
  readonly cwd: Inside | undefined
}

async function runStep({ run, payload, place, step, at, cwd }: StepRun): Promise<ShellStepResult> {
  const ended = await performCommand(run, place, {
    argv: step.argv,
    cwd: cwd ?? place.root.resolveInside('.'),
    timeoutSec: step.timeout_sec ?? run.budgets.max_wall_time_sec,
    where: STEP,
    begin: () => createStepCapture(run, payload, at),
  })
  const { stdout_truncated: _out, stderr_truncated: _err, ...said } = ended.said
  return { argv: [...step.argv], ...endOfCommand(ended, step), ...said }
}

type EndFields = Pick<ShellStepResult, 'end' | 'ok' | 'exit_code' | 'signal' | 'duration_ms' | 'error'>

function endOfCommand(ended: CommandEnd<StepCapture>, { ok_exit_codes = [0] }: ShellStep): EndFields {
  if (ended.kind === 'refused') {
    const { code, message } = ended.error
    const none = { exit_code: null, signal: null, duration_ms: 0 }
    const end = ended.error instanceof StepRefused ? 'skipped' : 'not_started'
    return { end, ok: false, ...none, error: { code, message } }
  }
  const { exit, code } = ended
  return {
    end: endWord(exit),
    ok: code !== null && ok_exit_codes.includes(code),
    exit_code: code,
    signal: exit.signal,
    duration_ms: exit.durationMs,
  }
}

function endWord({ timedOut, stopped, exitCode }: Exit): ShellStepResult['end'] {
  if (timedOut) return 'timed_out'
  if (stopped) return 'stopped'
  return exitCode === null ? 'signalled' : 'exited'
}

/** How the run ends because of a step that did not end well. */
function endOfStep(run: RunContext, { steps }: ShellPayload, result: ShellStepResult, at: number): RunEnd {
  const which = `Step ${at + 1} of ${steps.length}`
  switch (result.end) {
    case 'timed_out': {
      const limit = steps[at]?.timeout_sec
      if (limit === undefined || limit >= run.budgets.max_wall_time_sec) return exceeded('max_wall_time_sec')
      return new RunEnd('timed_out', 'step_timed_out', `${which} took longer than its ${limit} s and was ended.`)
    }
    case 'signalled':
      return failed('step_signalled', `${which} was ended by ${result.signal ?? 'a signal'}.`)
    case 'not_started':
      return failed('step_not_started', `${which} could not be started: ${result.error?.message ?? 'unknown'}`)
    case 'exited':
      return failed('step_failed', `${which} ended with exit code ${result.exit_code ?? 'unknown'}.`)
    case 'skipped':
    case 'stopped':
      // A run that is stopped ends for its own reason; this stands for a command that somebody else ended.
      return failed('step_failed', `${which} was stopped.`)
  }
}

type StepCapture = Pick<
  ShellStepResult,
  | 'stdout'
  | 'stdout_tail'
  | 'stdout_bytes'
  | 'stdout_artifact'
  | 'stderr'
  | 'stderr_tail'
  | 'stderr_bytes'
  | 'stderr_artifact'
> & { readonly stdout_truncated: boolean; readonly stderr_truncated: boolean }

/** Takes what a step says into the log, and what is kept of it: its beginning and end, and all of it once it is long. */
function createStepCapture(
  run: RunContext,
  { output = DEFAULT_SHELL_OUTPUT }: ShellPayload,
  at: number,
): OutputTaker<StepCapture> {
  function createStream(name: 'stdout' | 'stderr') {
    const artifact = `${run.job.id}_step${at + 1}_${name}.txt`
    const kept = createKeptText(output, () =>
      run.artifact({ kind: 'output', name: artifact, media_type: 'text/plain', file: `step-${at + 1}.${name}.txt` }),
    )
    const log = {
      write(stream: 'stdout' | 'stderr' | 'note', text: string) {
        kept.take(text)
        return run.log.write(stream, text)
      },
    }
    return { artifact, kept, text: createStreamText({ log, redaction: run.redaction }, name) }
  }
  const streams = { stdout: createStream('stdout'), stderr: createStream('stderr') }
  const { came, take } = createIntake(run, (stream, part) => streams[stream].text.write(part))

  function endOf(name: 'stdout' | 'stderr') {
    const { text, kept, artifact } = streams[name]
    text.end(run.signal.aborted)
    const end = kept.end()
    return { ...end, artifact: end.offloaded ? artifact : undefined }
  }

  return {
    take,
    end() {
      const [out, err] = [endOf('stdout'), endOf('stderr')]
      return {
        stdout: out.text,
        ...(out.tail !== undefined && { stdout_tail: out.tail }),
        stdout_bytes: came.stdout,
        ...(out.artifact !== undefined && { stdout_artifact: out.artifact }),
        stderr: err.text,
        ...(err.tail !== undefined && { stderr_tail: err.tail }),
        stderr_bytes: came.stderr,
        ...(err.artifact !== undefined && { stderr_artifact: err.artifact }),
        stdout_truncated: out.tail !== undefined,
        stderr_truncated: err.tail !== undefined,
      }
    },
  }
}
