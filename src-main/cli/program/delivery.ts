import type { Command } from 'commander'
import type { AliasOptions } from '../commands/aliases.ts'
import type { OutboxListOptions } from '../commands/outbox.ts'
import type { Perform } from './perform.ts'
import { wholeNumber } from './values.ts'

const IDS = 'Ids of deliveries'
const ALIAS = 'Name of the alias'

/** What is sent to people and programs, and where to. */
export function addDeliveryCommands(program: Command, perform: Perform): void {
  program.commandsGroup('Delivery:')
  addOutbox(program, perform)
  addAliases(program, perform)
  program
    .command('webhook')
    .description('Look after webhooks')
    .command('check')
    .description('Send a signed test through an alias and say what came back')
    .argument('<alias>', ALIAS)
    .action((name: string) => perform(async (cli) => (await import('../commands/aliases.ts')).test(cli, name)))
}

function addOutbox(program: Command, perform: Perform): void {
  const outbox = program.command('outbox').description('See what is sent to whom, and what became of it')
  outbox
    .command('status')
    .description('Say whether news is sent, and what waits')
    .action(() => perform(async (cli) => (await import('../commands/outbox.ts')).status(cli)))
  outbox
    .command('list')
    .description('List deliveries, newest first')
    .option('--state <state>', 'Only these: waiting, sent, collected, dead, discarded')
    .option('--alias <name>', 'Only those to one alias')
    .option('--limit <number>', 'How many at most', wholeNumber(1, 200), 20)
    .option('--cursor <cursor>', 'Go on where the page before ended')
    .action((options: OutboxListOptions) =>
      perform(async (cli) => (await import('../commands/outbox.ts')).list(cli, options)),
    )
  outbox
    .command('show')
    .description('Show one delivery: what it says, and each try')
    .argument('<id>', 'Id of a delivery')
    .action((id: string) => perform(async (cli) => (await import('../commands/outbox.ts')).show(cli, id)))
  outbox
    .command('retry')
    .description('Try again now what was given up or waits')
    .argument('<ids...>', IDS)
    .action((ids: string[]) => perform(async (cli) => (await import('../commands/outbox.ts')).retry(cli, ids)))
  outbox
    .command('discard')
    .description('Never send what was given up or waits')
    .argument('<ids...>', IDS)
    .action((ids: string[]) => perform(async (cli) => (await import('../commands/outbox.ts')).discard(cli, ids)))
  outbox
    .command('pause')
    .description('Send nothing until it is resumed; what comes waits')
    .action(() => perform(async (cli) => (await import('../commands/outbox.ts')).pause(cli)))
  outbox
    .command('resume')
    .description('Send again')
    .action(() => perform(async (cli) => (await import('../commands/outbox.ts')).resume(cli)))
}

function addAliases(program: Command, perform: Perform): void {
  const aliases = program.command('aliases').description('Say where news may be sent, by name')
  aliases
    .command('list')
    .description('List where news can be sent')
    .action(() => perform(async (cli) => (await import('../commands/aliases.ts')).list(cli)))
  aliases
    .command('set')
    .description('Make an alias, or change it as a whole')
    .argument('<name>', ALIAS)
    .option('--webhook <url>', 'Send signed JSON there')
    .option('--file <name>', 'Append lines of JSON to a file of the folder exports')
    .option('--telegram <chat>', 'Send to this chat through a bot')
    .option('--discord', 'Send to a channel through its webhook')
    .option('--inbox', 'Show in the inbox of the console')
    .option('--desktop', 'Show as a notice of the desktop')
    .option(
      '--secret <name>',
      'Kept secret with the key of the webhook, the token of the bot, or the address at Discord',
    )
    .option('--base-url <url>', 'Another server that speaks as Telegram or Discord do')
    .option('--allow-private', 'Also addresses of this machine and of private networks, and http')
    .option('--zone <zone>', 'Time zone of the hours below, such as Europe/Berlin; UTC otherwise')
    .option('--quiet <from-to>', 'Hours in which only what is urgent is sent, such as 22:00-07:00')
    .option('--digest <when>', 'Gather news and send it as one: a time such as 18:00, or minutes such as 30')
    .option('--pause', 'Let what comes wait')
    .option('--note <text>', 'What it is for')
    .action((name: string, options: AliasOptions) =>
      perform(async (cli) => (await import('../commands/aliases.ts')).set(cli, name, options)),
    )
  aliases
    .command('remove')
    .description('Remove an alias')
    .argument('<name>', ALIAS)
    .option('--force', 'Also while deliveries wait for it; they are discarded')
    .action((name: string, options: { force?: boolean }) =>
      perform(async (cli) => (await import('../commands/aliases.ts')).remove(cli, name, options)),
    )
  aliases
    .command('test')
    .description('Send a test through an alias, once, and say what became of it')
    .argument('<name>', ALIAS)
    .action((name: string) => perform(async (cli) => (await import('../commands/aliases.ts')).test(cli, name)))
}
