import { CommanderError } from 'commander'
import type { Cli } from './cli.ts'
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.ts'
import { CliError, failureLines, failureOf } from './failure.ts'
import { createInterrupts } from './interrupts.ts'
import { createOutput, type Output } from './output/output.ts'
import { printableLine } from './output/printable.ts'
import { createProgram, type GlobalOptions } from './program/program.ts'
import { findCore } from './reach/find.ts'
import { chooseHome } from '#server/client'
import { HandedOver } from './reach/node24.ts'
import { installedVersion, ownCommand } from './installation.ts'

/**
 * Runs one command line.
 * @param args without program and script
 * @returns the exit code
 */
export async function runCli(args: readonly string[]): Promise<number> {
  const interrupts = createInterrupts()
  // Known before the parse, because a command line that cannot be parsed is answered in the form it asked for.
  const out = createOutput(args.includes('--json'), process.stdout, process.stderr, process.env, ownCommand)
  let exitCode: number = EXIT.ok

  const program = createProgram(installedVersion(), async (verb) => {
    const { home: named } = program.opts<GlobalOptions>()
    const home = chooseHome(named, process.env)
    const find: Cli['find'] = (whereNone) => findCore(home, whereNone, interrupts)
    exitCode = await verb({
      home,
      out,
      find,
      withCore: async (whereNone, work) => (await find(whereNone)).withCore(work),
    })
  })

  try {
    silenceParser(program, out)
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    return endOf(error, out, interrupts.exitCode())
  } finally {
    interrupts.dispose()
  }
}

/** The parser's own complaints become failures like all others; its help stays as it is. */
function silenceParser(program: ReturnType<typeof createProgram>, out: Output): void {
  for (const command of [program, ...program.commands.flatMap((each) => [each, ...each.commands])])
    command
      .exitOverride()
      .configureOutput({ outputError: () => undefined, writeErr: out.noteText })
      .configureHelp({ showGlobalOptions: true, ...(out.width !== undefined && { helpWidth: out.width }) })
}

function endOf(error: unknown, out: Output, interrupted: number | undefined): number {
  if (error instanceof HandedOver) return error.exitCode
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok
  const failure = failureOf(error instanceof CommanderError ? usageError(error) : error)
  out.fail(failure, failureLines(failure))
  if (failure.code === 'interrupted' && interrupted !== undefined) return interrupted
  return exitCodeOf(failure.code) satisfies ExitCode
}

function usageError(error: CommanderError): CliError {
  if (error.code === 'commander.help')
    return new CliError('usage', 'Say which of these commands you mean.', '', { cause: error })
  const sentence = error.message.replace(/^error: /, '').trim()
  const unknown = /^unknown command '(.*?)'(?:\s*\(Did you mean (.*?)\?\))?$/s.exec(sentence)
  if (unknown)
    return new CliError(
      'usage',
      `There is no command ${printableLine(unknown[1] ?? '')}.${unknown[2] === undefined ? '' : ` Did you mean ${unknown[2]}?`}`,
      'Nothing was done. Add --help to see the commands.',
      { cause: error },
    )
  return new CliError(
    'usage',
    `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${/[.?)]$/.test(sentence) ? '' : '.'}`,
    'Nothing was done. Add --help to the command to see what it takes.',
    { cause: error },
  )
}
