import type { Command } from 'commander'
import type { Perform } from './perform.ts'

const NAME = 'Name of the variable under which commands find it'

/** Values that jobs may be granted. */
export function addSecretCommands(program: Command, perform: Perform): void {
  const secrets = program
    .command('secrets')
    .description('Keep values that jobs may be granted by name; none comes back out')
  secrets
    .command('list')
    .description('List the names, and say where the values are kept')
    .action(() => perform(async (cli) => (await import('../commands/secrets.ts')).list(cli)))
  secrets
    .command('set')
    .description('Keep a value, or replace it; it is read from standard input, or asked for without showing it')
    .argument('<name>', NAME)
    .action((name: string) => perform(async (cli) => (await import('../commands/secrets.ts')).set(cli, name)))
  secrets
    .command('remove')
    .description('Forget a value')
    .argument('<name>', NAME)
    .action((name: string) => perform(async (cli) => (await import('../commands/secrets.ts')).remove(cli, name)))
  secrets
    .command('unlock')
    .description('Open them with the keyring of this session, or the passphrase, which is chosen the first time')
    .action(() => perform(async (cli) => (await import('../commands/secrets.ts')).unlock(cli)))
  secrets
    .command('open-also')
    .description('Let them open with a passphrase too, which a service without a keyring asks for')
    .option('--keyring', 'Instead with the keyrings there are here, where only a passphrase opens them')
    .action((options: { keyring?: boolean }) =>
      perform(async (cli) => (await import('../commands/secrets.ts')).openAlso(cli, options)),
    )
  secrets
    .command('lock')
    .description('Close them: jobs that need one wait')
    .action(() => perform(async (cli) => (await import('../commands/secrets.ts')).lock(cli)))
}
