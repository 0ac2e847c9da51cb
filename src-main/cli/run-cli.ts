import { type Command, CommanderError } from 'commander'
import type { Cli } from './cli.ts'
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.ts'
import { failureLines, failureOf } from './failure.ts'
import { createInterrupts } from './interrupts.ts'
import { createOutput, type Output } from './output/output.ts'
import { ownFailures } from './program/parser-failures.ts'
import { createProgram, type GlobalOptions } from './program/program.ts'
import { findCore } from './reach/find.ts'
import { chooseHome } from '#server/client'
import { HandedOver } from './reach/node24.ts'
import { installedVersion } from './installation.ts'
import { typedIn } from './typed.ts'

/**
 * Runs one command line.
 * @param args without program and script
 * @returns the exit code
 */
export async function runCli(args: readonly string[]): Promise<number> {
  const interrupts = createInterrupts()
  // Known before the parse, because a command line that cannot be parsed is answered in the form it asked for.
  const out = createOutput(args.includes('--json'), process.stdout, process.stderr, process.env)
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
function silenceParser(program: Command, out: Output): void {
  for (const command of withAllBelow(program)) {
    ownFailures(command)
    command
      .configureOutput({
        outputError: () => undefined,
        writeOut: (text) => void process.stdout.write(typedIn(text)),
        writeErr: out.noteText,
      })
      .configureHelp({ showGlobalOptions: true, ...(out.width !== undefined && { helpWidth: out.width }) })
  }
}

function withAllBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withAllBelow)]
}

function endOf(error: unknown, out: Output, interrupted: number | undefined): number {
  if (error instanceof HandedOver) return error.exitCode
  // Help and version are ends of the parser that succeed.
  if (error instanceof CommanderError) return EXIT.ok
  const failure = failureOf(error)
  out.fail(failure, failureLines(failure))
  if (failure.code === 'interrupted' && interrupted !== undefined) return interrupted
  return exitCodeOf(failure.code) satisfies ExitCode
}
