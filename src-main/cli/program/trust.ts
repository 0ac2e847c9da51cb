import type { Command } from 'commander'
import type { Perform } from './perform.ts'

/** What must hold before runs start, and what was found. */
export function addTrustCommands(program: Command, perform: Perform): void {
  const trust = program
    .command('trust')
    .description('Say what stands between a job and its runs: providers, proofs, gates')
  trust
    .command('show')
    .description('Show what the gates of a run found, and whether the evidence of it is intact')
    .argument('<run>', 'Whole id of a run')
    .action((run: string) => perform(async (cli) => (await import('../commands/trust.ts')).show(cli, run)))
  trust
    .command('providers')
    .description('List trust providers and keys for proofs; fails when one is refused')
    .option('--reload', 'End their processes and try each anew')
    .action((options: { reload?: boolean }) =>
      perform(async (cli) => (await import('../commands/trust.ts')).providers(cli, options)),
    )
  trust
    .command('check')
    .description('Say what the gates of a job would ask, and the hash that a proof of it is made over')
    .argument('<file>', 'File with the job as JSON; - for standard input')
    .action((file: string) => perform(async (cli) => (await import('../commands/trust.ts')).check(cli, file)))
}
