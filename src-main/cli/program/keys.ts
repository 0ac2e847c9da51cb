import type { Command } from 'commander'
import type { KeyOptions } from '../commands/keys.ts'
import type { Perform } from './perform.ts'
import { names, wholeNumber } from './values.ts'

const NAME = 'Name of the key'

/** Keys by which programs ask. */
export function addKeyCommands(program: Command, perform: Perform): void {
  const keys = program.command('keys').description('Make and revoke API keys, which let programs ask and never decide')
  keys
    .command('list', { isDefault: true })
    .description('List the keys, what each may do and when it was used last')
    .action(() => perform(async (cli) => (await import('../commands/keys.ts')).list(cli)))
  keys
    .command('add')
    .description('Make a key and print it, once: it is kept as a hash')
    .argument('<name>', `${NAME}, for good: the ledger tells by it what the key did`)
    .requiredOption(
      '--right <right>',
      'What it may do: read, enqueue, cancel_own, schedules, messages, operate; can be repeated',
      names,
    )
    .option('--agent <name>', 'The agent it speaks for; with messages')
    .option('--workspace <name>', 'Adds jobs and schedules only there; can be repeated', names)
    .option('--type <type>', 'Adds only jobs and schedules of this type; can be repeated', names)
    .option('--pool <name>', 'Adds jobs and schedules only to this pool; can be repeated', names)
    .option('--days <number>', 'How long it is good; without it, until it is revoked', wholeNumber(1, 3650))
    .action((name: string, options: KeyOptions) =>
      perform(async (cli) => (await import('../commands/keys.ts')).add(cli, name, options)),
    )
  keys
    .command('revoke')
    .description('End a key, at once and for good')
    .argument('<name>', NAME)
    .action((name: string) => perform(async (cli) => (await import('../commands/keys.ts')).revoke(cli, name)))
}
