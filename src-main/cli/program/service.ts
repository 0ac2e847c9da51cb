import type { Command } from 'commander'
import type { ServiceOptions } from '../service/service.ts'
import type { Perform } from './perform.ts'
import { seconds, wholeNumber } from './values.ts'

/** Having the system start Interlock. */
export function addServiceCommands(program: Command, perform: Perform): void {
  const service = program
    .command('service')
    .description('Have the system start Interlock with your session: systemd, launchd or the task scheduler of Windows')
  service
    .command('install')
    .description('Install the service and start it')
    .option('--interval-seconds <seconds>', 'How often it says how it is (default 60)', seconds(0.1, 86_400))
    .option('--limit <number>', 'How many firings the status names (default 10)', wholeNumber(1, 50))
    .option('--passphrase-file <file>', 'File with the passphrase of the secrets, where no keyring opens them')
    .option('--print', 'Only print what would be written')
    .action((options: ServiceOptions) =>
      perform(async (cli) => (await import('../service/service.ts')).install(cli, options)),
    )
  service
    .command('uninstall')
    .description('Stop the service and take it away; the data directory stays')
    .action(() => perform(async (cli) => (await import('../service/service.ts')).uninstall(cli)))
  service
    .command('status', { isDefault: true })
    .description('Say whether the service is installed and runs, or what stands against it')
    .action(() => perform(async (cli) => (await import('../service/service.ts')).status(cli)))
}
