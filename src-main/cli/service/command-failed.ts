import { CliError } from '../failure.ts'
import type { CommandEnd } from './run-command.ts'

/** What a program of the system said when it did not do what it was told. */
export function commandFailed(program: string, args: readonly string[], { code, out, err }: CommandEnd): CliError {
  const said = (err.trim() === '' ? out : err).trim().split('\n')[0]?.slice(0, 200) ?? ''
  return new CliError(
    'service_failed',
    `${[program, ...args].join(' ')} failed${code === null ? '' : ` (${code})`}: ${said === '' ? 'it said nothing' : said}`,
    'Mend what it names and try again; meanwhile: `interlock scheduler daemon start`.',
  )
}
