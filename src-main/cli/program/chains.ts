import type { Command } from 'commander'
import type { DecisionsOptions } from '../commands/chains.ts'
import type { Perform } from './perform.ts'
import { wholeNumber } from './values.ts'

const SCHEDULE = 'Name or id of a schedule; the last 6 characters of an id are enough'

/** Schedules that follow one another. */
export function addChainCommands(program: Command, perform: Perform): void {
  const chains = program.command('chains').description('Show which schedules follow one another, and what became of it')
  chains
    .command('show')
    .description('Show the chain of a schedule as a tree, with the states of now')
    .argument('<schedule>', SCHEDULE)
    .action((schedule: string) => perform(async (cli) => (await import('../commands/chains.ts')).show(cli, schedule)))
  chains
    .command('decisions')
    .description('List what became of the links of a schedule, the newest first')
    .argument('<schedule>', SCHEDULE)
    .option('--limit <number>', 'How many at most', wholeNumber(1, 200), 20)
    .option('--cursor <cursor>', 'Go on where the page before ended')
    .action((schedule: string, options: DecisionsOptions) =>
      perform(async (cli) => (await import('../commands/chains.ts')).decisions(cli, schedule, options)),
    )
}
