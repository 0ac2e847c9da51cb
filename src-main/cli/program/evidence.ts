import type { Command } from 'commander'
import type { Perform } from './perform.ts'

/** What proves afterwards what happened. */
export function addEvidenceCommands(program: Command, perform: Perform): void {
  program.commandsGroup('Evidence:')
  const evidence = program.command('evidence').description('Show, verify and export the ledger')

  evidence
    .command('show')
    .description('Show the ledger’s rows of a job or a run; with --json the full records')
    .argument('<id>', 'Id of a job, at least the last 8 characters of one, or the whole id of a run')
    .action((id: string) => perform(async (cli) => (await import('../commands/evidence.ts')).show(cli, id)))

  evidence
    .command('verify')
    .description('Check the chain from its first row to its last')
    .option('--bodies', 'Check every stored content against its hash too')
    .action((options: { bodies?: boolean }) =>
      perform(async (cli) => (await import('../commands/evidence.ts')).verify(cli, options)),
    )

  evidence
    .command('export')
    .description('Write a bundle that anyone can verify without Interlock')
    .argument('[id]', 'Only what belongs to this job')
    .option('--to <folder>', 'An empty or new folder; under exports/ of the data directory otherwise')
    .option('--allow-findings', 'Write it although it holds what looks like secrets')
    .action((id: string | undefined, options: { to?: string; allowFindings?: boolean }) =>
      perform(async (cli) => (await import('../commands/evidence.ts')).exportBundle(cli, id, options)),
    )
}
