import type { Command } from 'commander'
import type { KillOptions, ReleaseOptions } from '../commands/kill-switch.ts'
import type { SandboxOptions, ToolchainOptions } from '../commands/workspace-grants.ts'
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
  addGrants(workspaces, perform)
}

/** What the operator grants the jobs of a workspace beyond its folder. */
function addGrants(workspaces: Command, perform: Perform): void {
  workspaces
    .command('toolchains')
    .description('Show or change which programs outside of the system’s folders jobs see, read-only')
    .argument('<name>', 'Name of the workspace')
    .option('--add <toolchain...>', 'Show these too: names such as nvm or cargo, or folders')
    .option('--remove <toolchain...>', 'Show these no more')
    .option('--detect', 'Show all that is found on this machine')
    .action((name: string, options: ToolchainOptions) =>
      perform(async (cli) => (await import('../commands/workspace-grants.ts')).toolchains(cli, name, options)),
    )
  workspaces
    .command('sandbox')
    .description('Let jobs of a workspace run on less sandbox than their policies ask for, or no longer')
    .argument('<name>', 'Name of the workspace')
    .option('--min <level>', 'os-partial or policy-only')
    .option('--why <text>', 'Why that is enough; kept in the ledger')
    .option('--usual', 'Let the policies count again')
    .action((name: string, options: SandboxOptions) =>
      perform(async (cli) => (await import('../commands/workspace-grants.ts')).sandbox(cli, name, options)),
    )
}
