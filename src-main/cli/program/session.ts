import type { Command } from 'commander'
import type { StartOptions } from '../commands/start.ts'
import type { Perform } from './perform.ts'
import { wholeNumber } from './values.ts'

/** Starting, looking at and stopping Interlock itself. */
export function addSessionCommands(program: Command, perform: Perform): void {
  program.commandsGroup('Interlock itself:')

  program
    .command('start')
    .description('Start the core with its console in this terminal; Ctrl-C stops everything')
    .option('--open', 'Open the console in the browser')
    .option('--no-open', 'Only print its address (default)')
    .option('--port <number>', 'Port of the console on 127.0.0.1; 0 takes a free one', wholeNumber(0, 65_535))
    .option('--slots <number>', 'How many jobs run at once', wholeNumber(0, 64))
    .option('--no-demo', 'Do not run the demo on the first start')
    .action((options: StartOptions) =>
      perform(async (cli) => (await import('../commands/start.ts')).start(cli, options)),
    )

  program
    .command('open')
    .description('Print a fresh sign-in address of the running console and open it in the browser')
    .option('--no-browser', 'Only print it')
    .action((options: { browser: boolean }) =>
      perform(async (cli) => (await import('../commands/session.ts')).open(cli, options)),
    )

  program
    .command('stop')
    .description('Stop the running core; running work is ended and queued again')
    .action(() => perform(async (cli) => (await import('../commands/session.ts')).stop(cli)))

  program
    .command('status')
    .description('Say how it is: kill switch, jobs, workers, ledger')
    .action(() => perform(async (cli) => (await import('../commands/status.ts')).status(cli)))

  program
    .command('health')
    .description('Say what is wrong and what to do about it')
    .action(() => perform(async (cli) => (await import('../commands/health.ts')).health(cli)))
}
