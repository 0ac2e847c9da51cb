import type { Command } from 'commander'
import type { DecideOptions, ListOptions, PromoteOptions } from '../commands/artifacts.ts'
import type { Perform } from './perform.ts'
import { wholeNumber } from './values.ts'

const ID = 'Id of an artifact, or the last 8 characters of one'

/** Looking at what runs made and deciding what becomes of it. */
export function addArtifactCommands(program: Command, perform: Perform): void {
  program.commandsGroup('Review:')
  const artifacts = program.command('artifacts').description('Review what runs made: nothing is trusted before')

  artifacts
    .command('list')
    .description('List artifacts, newest first; those that need review unless a state is named')
    .option('--state <states>', 'Only these states, separated by commas; all for any')
    .option('--kind <kinds>', 'Only these kinds')
    .option('--workspace <names>', 'Only of jobs for these workspaces')
    .option('--job <id>', 'Only of this job, by its whole id')
    .option('--find <text>', 'An id, or part of a name')
    .option('--limit <number>', 'How many at most', wholeNumber(1, 200), 20)
    .option('--cursor <cursor>', 'Go on where the page before ended')
    .action((options: ListOptions) =>
      perform(async (cli) => (await import('../commands/artifacts.ts')).list(cli, options)),
    )

  artifacts
    .command('show')
    .description('Show an artifact: where it comes from, what was decided, what it holds')
    .argument('<id>', ID)
    .option('--content', 'Print what it holds and nothing else')
    .action((id: string, options: { content?: boolean }) =>
      perform(async (cli) => (await import('../commands/artifacts.ts')).show(cli, id, options)),
    )

  addDecisions(artifacts, perform)

  artifacts
    .command('promote')
    .description('Put an artifact into a file of a workspace; shows the difference and asks first')
    .argument('<id>', ID)
    .option('--workspace <name>', 'Workspace of the file; that of the job otherwise')
    .option('--path <path>', 'Path in the workspace; where the like of it went last otherwise')
    .option('--yes', 'Do not ask')
    .option('--dry-run', 'Only show what would change')
    .option('--note <text>', 'Why, for the record')
    .action((id: string, options: PromoteOptions) =>
      perform(async (cli) => (await import('../commands/promote.ts')).promote(cli, id, options)),
    )

  artifacts
    .command('undo')
    .description('Take back the last decision; a promoted file is put back as it was, unless it changed since')
    .argument('<id...>', ID)
    .option('--record-only', 'Leave a promoted file as it is now, such as one that was edited or removed since')
    .action((ids: string[], options: { recordOnly?: boolean }) =>
      perform(async (cli) => (await import('../commands/artifacts.ts')).undo(cli, ids, options)),
    )
}

function addDecisions(artifacts: Command, perform: Perform): void {
  const decisions = [
    ['accept', 'Keep artifacts without trusting them'],
    ['reject', 'Reject artifacts; they stay in the evidence'],
    ['archive', 'Put accepted, rejected or superseded artifacts away'],
    ['reopen', 'Put artifacts up for review again'],
  ] as const
  for (const [act, description] of decisions)
    artifacts
      .command(act)
      .description(description)
      .argument('<id...>', ID)
      .option('--note <text>', 'Why, for the record')
      .action((ids: string[], options: DecideOptions) =>
        perform(async (cli) => (await import('../commands/artifacts.ts')).decide(cli, act, ids, options)),
      )
}
