import type { Command, CommanderError } from 'commander'
import { CliError } from '../failure.ts'
import { printableLine } from '../output/printable.ts'
import { typed } from '../typed.ts'
import { nearest } from './nearest.ts'

/** What the parser puts before each of its complaints. */
const PREFIX = 'error: '

/** Lets each complaint of the parser end as a failure like all others, told where it is met: `command` knows what it takes. */
export function ownFailures(command: Command): void {
  command.exitOverride((error) => {
    throw error.exitCode === 0 ? error : failureAt(command, error)
  })
}

function failureAt(command: Command, error: CommanderError): CliError {
  switch (error.code) {
    case 'commander.help':
      return new CliError('usage', 'Say which of these commands you mean.', '', { cause: error })
    case 'commander.unknownCommand':
      return unknownCommand(command, error)
    default:
      return new CliError(
        'usage',
        sentence(error.message.slice(PREFIX.length)),
        `Nothing was done. ${helpOf(command)}`,
        {
          cause: error,
        },
      )
  }
}

function unknownCommand(command: Command, cause: CommanderError): CliError {
  const given = command.args[0] ?? ''
  const meant = nearest(
    given,
    command.commands.map((each) => each.name()),
  )
  const suggestion = meant === undefined ? '' : ` Did you mean ${[...pathOf(command), meant].join(' ')}?`
  return new CliError(
    'usage',
    `There is no command ${printableLine([...pathOf(command), given].join(' '))}.${suggestion}`,
    `Nothing was done. ${helpOf(command)}`,
    { cause },
  )
}

function helpOf(command: Command): string {
  const what = command.commands.length > 0 ? 'lists the commands' : 'says what it takes'
  return `${typed([...pathOf(command), '--help'].join(' '))} ${what}.`
}

/** The words that lead to a command, without the program's own name. */
function pathOf(command: Command): string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()]
}

function sentence(text: string): string {
  const line = text.trim()
  const ends = ['.', '?', ')'].some((mark) => line.endsWith(mark))
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}${ends ? '' : '.'}`
}
