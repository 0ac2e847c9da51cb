import { CliError } from '../failure.ts'
import type { Blocked } from './manager.ts'
import { type CommandEnd, PATIENCE_MS } from './run-command.ts'

/** What a program of the system said when it did not do what it was told. */
export function commandFailed(program: string, args: readonly string[], end: CommandEnd): CliError {
  const code = end.code === null ? '' : ` (${end.code})`
  return new CliError(
    'service_failed',
    `${[program, ...args].join(' ')} failed${code}: ${wordsOf(end)}`,
    'Mend what it names and try again; meanwhile: `interlock scheduler daemon start`.',
  )
}

/** Why a program of the system cannot be asked; undefined where it answered. */
export function notAnswering(program: string, end: CommandEnd, missing: Blocked): Blocked | undefined {
  if (end.state === 'missing') return missing
  if (end.code !== null) return undefined
  return {
    code: 'system_silent',
    message: `${program} gave no answer: ${wordsOf(end)}.`,
    remedy: 'Try again once it answers you in a terminal; until then: `interlock scheduler daemon start`.',
  }
}

function wordsOf({ state, out, err }: CommandEnd): string {
  if (state === 'silent') return `it had not ended after ${PATIENCE_MS / 1000} s`
  const said = (err.trim() === '' ? out : err).trim().split('\n')[0]?.slice(0, 200) ?? ''
  return said === '' ? 'it said nothing' : said
}
