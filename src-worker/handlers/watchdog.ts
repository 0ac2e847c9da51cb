import { FINAL_STATUSES, taskTypes, type WatchdogPayload, type WatchdogResult } from '#schemas'
import { parseGuardedJson } from '#schemas/format'
import { defineHandler } from '../run/handler.ts'
import { failed, StepRefused } from '../run/run-end.ts'
import { SUBPROCESS_TOOL } from '../run/tools.ts'
import { createCapture } from './capture.ts'
import { type CommandEnd, folderOf, openPlace, performCommand, type StreamSizes } from './commands.ts'

const STEP = 'watchdog_before_check'
const MINUTE_MS = 60_000
/** Largest answer that is read as JSON. */
const MAX_ANSWER_BYTES = 65_536

export const watchdog = defineHandler(taskTypes.watchdog_task, async (run, payload) => {
  run.tools.allow(SUBPROCESS_TOOL)
  const place = await openPlace(run, payload)
  const cwd = await folderOf(run, place.root, payload.cwd ?? '.')
  const ended = await performCommand(run, place, {
    argv: payload.check,
    cwd,
    timeoutSec: payload.check_timeout_sec,
    where: STEP,
    begin: () => createCapture(run, 1),
  })
  if (ended.kind === 'refused' && ended.error instanceof StepRefused) throw ended.error
  const result = readCheck(payload, checkOf(ended), Date.now())
  if (result.state !== 'error') return { result, verdict: null }
  run.keep({ result, verdict: null })
  throw failed('watchdog_check_failed', result.message)
})

/** How a check ended. */
export interface Check {
  readonly end: 'exited' | 'timed_out' | 'signalled' | 'not_started'
  readonly code: number | null
  readonly durationMs: number
  readonly stdout: string
  /** Why it was not started. */
  readonly why?: string
}

function checkOf(ended: CommandEnd<StreamSizes & { readonly stdout: string }>): Check {
  if (ended.kind === 'refused')
    return { end: 'not_started', code: null, durationMs: 0, stdout: '', why: ended.error.message }
  const { exit, code, said } = ended
  const end = exit.timedOut ? 'timed_out' : code === null ? 'signalled' : 'exited'
  return { end, code, durationMs: exit.durationMs, stdout: said.stdout }
}

/**
 * What a check says of the watched work. In this order: 2 says nothing; 0 with a final answer is finished; 1 is stuck, and so is
 * what takes too long; 0 otherwise is running; all else is a check that failed. Source: openclaw-scheduler.
 */
export function readCheck(payload: WatchdogPayload, check: Check, now: number): WatchdogResult {
  const { target, timeout_min } = payload
  const running = Math.max(0, (now - Date.parse(payload.started_at)) / MINUTE_MS)
  const answer = check.code === 0 ? answerIn(check.stdout) : null
  const since = `${Math.floor(running)} min after its start`
  const base = {
    target,
    exit_code: check.code,
    running_min: Math.round(running * 10) / 10,
    duration_ms: check.durationMs,
    answer,
  }
  const say = (state: WatchdogResult['state'], reason: WatchdogResult['reason'], message: string) => ({
    ...base,
    state,
    reason,
    message,
  })
  if (check.code === 2)
    return say('transient', 'said_transient', `The check cannot tell how ${target} stands just now.`)
  if (answer !== null && isFinal(answer)) {
    const status = finalStatus(answer)
    return say('done', 'terminal_answer', `${target} is finished${status === undefined ? '' : `: ${status}`}.`)
  }
  if (check.code === 1) return say('stuck', 'said_stuck', `${target} is stuck, ${since}.`)
  if (running >= timeout_min)
    return say('stuck', 'too_long', `${target} is not finished ${since}; ${timeout_min} min were given.`)
  if (check.code === 0) return say('running', 'still_running', `${target} is running, ${since}.`)
  return say('error', ERRORS[check.end], errorMessage(payload, check))
}

const ERRORS = {
  exited: 'other_exit',
  timed_out: 'check_timed_out',
  signalled: 'check_signalled',
  not_started: 'check_not_started',
} as const satisfies Record<Check['end'], WatchdogResult['reason']>

function errorMessage({ target, check_timeout_sec }: WatchdogPayload, { end, code, why = '' }: Check): string {
  const check = `The check of ${target}`
  switch (end) {
    case 'exited':
      return `${check} ended with exit code ${code ?? 'unknown'}, which means nothing here.`
    case 'timed_out':
      return `${check} took longer than ${check_timeout_sec} s and was ended.`
    case 'signalled':
      return `${check} was ended by a signal.`
    case 'not_started':
      return `${check} could not be started: ${why}`
  }
}

function isFinal(answer: Record<string, unknown>): boolean {
  return answer['terminal'] === true || finalStatus(answer) !== undefined
}

/** One of the words that end the watch; others are the work's own and stay in its answer. */
function finalStatus({ status }: Record<string, unknown>): string | undefined {
  return FINAL_STATUSES.find((each) => each === status)
}

/** The JSON object that is all of a text, or its last line. */
function answerIn(text: string): Record<string, unknown> | null {
  const whole = text.trim()
  return objectIn(whole) ?? objectIn(whole.slice(whole.lastIndexOf('\n') + 1))
}

function objectIn(text: string): Record<string, unknown> | null {
  if (!text.startsWith('{')) return null
  const read = parseGuardedJson(text, MAX_ANSWER_BYTES)
  if (!read.ok || typeof read.value !== 'object' || read.value === null || Array.isArray(read.value)) return null
  return { ...read.value }
}
