import type { Command } from 'commander'
import type { SetupChoices } from '../setup/steps.ts'
import type { Perform } from './perform.ts'

/** The first steps on a machine. */
export function addSetupCommand(program: Command, perform: Perform): void {
  program
    .command('setup')
    .description('Go through what a new installation needs: a workspace, a model server, the service, a delivery')
    .option('--workspace <folder>', 'Folder jobs may be pointed at')
    .option('--endpoint <url>', 'Address of a model server')
    .option('--endpoint-name <name>', 'What it is called (default models)')
    .option('--secret <name>', 'The secret that is sent as its key')
    .option('--model <model>', 'The model it is expected to list')
    .option('--service', 'Have the system start Interlock with your session')
    .option('--no-service', 'Do not ask about that')
    .option('--check-alias <name>', 'Send a test to this alias: a webhook, a chat, a file')
    .action((choices: SetupChoices) => perform(async (cli) => (await import('../setup/setup.ts')).setup(cli, choices)))
}
