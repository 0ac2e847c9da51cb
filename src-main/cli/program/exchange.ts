import { type Command, Option } from 'commander'
import type { ExportOptions, ImportOptions } from '../commands/exchange.ts'
import type { OpenclawOptions } from '../commands/import-openclaw.ts'
import type { Perform } from './perform.ts'

/** Moving in from other systems, and back. */
export function addExchangeCommands(program: Command, perform: Perform): void {
  program.commandsGroup('Moving in and out:')

  const imports = program.command('import').description('Take over what another system holds')
  imports
    .command('openclaw-scheduler')
    .description('Take over what OpenClaw or its scheduler has scheduled; every schedule of it is off')
    .argument('<path>', 'The scheduler.db, the jobs.json of OpenClaw, or the folder one of them lies in')
    .option('--dry-run', 'Only say what would become of what')
    .option('--workspace <name>', 'What the jobs are for; may be left out while there is only one')
    .addOption(
      new Option('--shell-lines <choice>', 'What to make of command lines that need a shell')
        .choices(['ask', 'allow'])
        .default('ask'),
    )
    .action((path: string, options: OpenclawOptions) =>
      perform(async (cli) => (await import('../commands/import-openclaw.ts')).importOpenclaw(cli, path, options)),
    )
  imports
    .command('dali')
    .description('Take over jobs, runs and evidence of a DALI installation; nothing of it runs by itself')
    .argument('<path>', 'The repository, or its workspace/local_exec/state/jobs.jsonl')
    .option('--dry-run', 'Only say what would become of what')
    .option('--workspace <name>', 'What the jobs are for; otherwise the repository, which is added if it is new')
    .action((path: string, options: ImportOptions) =>
      perform(async (cli) => (await import('../commands/exchange.ts')).importDali(cli, path, options)),
    )

  program
    .command('export')
    .description('Write what is here for another system')
    .command('dali')
    .description('Write jobs and runs as a ledger that DALI reads')
    .argument('<file>', 'A file that does not exist yet')
    .option('--workspace <name>', 'Only the jobs of this workspace')
    .option('--allow-findings', 'Write it although it holds what looks like secrets')
    .action((path: string, options: ExportOptions) =>
      perform(async (cli) => (await import('../commands/exchange.ts')).exportDali(cli, path, options)),
    )
}
