import type { Command } from 'commander'
import type { KillOptions, ReleaseOptions } from '../commands/kill-switch.ts'
import type { Perform } from './perform.ts'

/** The kill switch, and the folders jobs may touch. */
export function addControlCommands(program: Command, perform: Perform): void {
  program.commandsGroup('Control:')

  program
    .command('kill')
    .description('Engage the kill switch: nothing new starts, running work stops at its next step')
    .option('--hard', 'End running work at once')
    .option('--note <text>', 'Why, for the record')
    .action((options: KillOptions) =>
      perform(async (cli) => (await import('../commands/kill-switch.ts')).kill(cli, options)),
    )

  program
    .command('release')
    .description('Release the kill switch')
    .option('--requeue', 'Queue what it ended again (default)')
    .option('--drop', 'Cancel what it ended')
    .action((options: ReleaseOptions) =>
      perform(async (cli) => (await import('../commands/kill-switch.ts')).release(cli, options)),
    )

  const workspaces = program.command('workspaces').description('List, allow and disallow the folders jobs may touch')
  workspaces
    .command('list')
    .description('List the folders jobs may be pointed at')
    .action(() => perform(async (cli) => (await import('../commands/workspaces.ts')).list(cli)))
  workspaces
    .command('add')
    .description('Allow a folder')
    .argument('<folder>', 'The folder, usually a git repository')
    .option('--name <name>', 'What jobs call it; the name of the folder otherwise')
    .action((folder: string, options: { name?: string }) =>
      perform(async (cli) => (await import('../commands/workspaces.ts')).add(cli, folder, options)),
    )
  workspaces
    .command('remove')
    .description('Allow a folder no more; its files stay')
    .argument('<name>', 'Name of the workspace')
    .option('--force', 'Also while unfinished jobs point at it; they are held')
    .action((name: string, options: { force?: boolean }) =>
      perform(async (cli) => (await import('../commands/workspaces.ts')).remove(cli, name, options)),
    )
}
