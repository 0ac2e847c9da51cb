import type { Command } from 'commander'
import type { EndpointOptions } from '../commands/endpoints.ts'
import type { Perform } from './perform.ts'
import { seconds, wholeNumber } from './values.ts'

const NAME = 'What schedules and people call it'

/** Model servers. */
export function addEndpointCommands(program: Command, perform: Perform): void {
  program.commandsGroup('Model servers:')
  const endpoints = program.command('endpoints').description('List, add and ask model servers that speak OpenAI’s API')
  endpoints
    .command('list', { isDefault: true })
    .description('List the endpoints and how they are')
    .action(() => perform(async (cli) => (await import('../commands/endpoints.ts')).list(cli)))
  withSettings(
    endpoints
      .command('add')
      .description('Add a model server and ask it for its models')
      .argument('<name>', NAME)
      .argument('<url>', 'Its address, with or without /v1'),
    true,
  ).action((name: string, url: string, options: EndpointOptions) =>
    perform(async (cli) => (await import('../commands/endpoints.ts')).add(cli, name, url, options)),
  )
  endpoints
    .command('show')
    .description('Show how an endpoint is and was')
    .argument('<name>', NAME)
    .action((name: string) => perform(async (cli) => (await import('../commands/endpoints.ts')).showOne(cli, name)))
  endpoints
    .command('probe')
    .description('Ask an endpoint now; fails when it is not up')
    .argument('<name>', NAME)
    .action((name: string) => perform(async (cli) => (await import('../commands/endpoints.ts')).probe(cli, name)))
  withSettings(
    endpoints
      .command('edit')
      .description('Change an endpoint and ask it again')
      .argument('<name>', NAME)
      .option('--url <url>', 'Its address, with or without /v1'),
    false,
  )
    .option('--no-secret', 'Send no key')
    .option('--no-model', 'Expect any model')
    .action((name: string, options: EndpointOptions & { url?: string }) =>
      perform(async (cli) => (await import('../commands/endpoints.ts')).edit(cli, name, options)),
    )
  endpoints
    .command('remove')
    .description('Forget an endpoint')
    .argument('<name>', NAME)
    .action((name: string) => perform(async (cli) => (await import('../commands/endpoints.ts')).remove(cli, name)))
}

/** @param usual whether what is not said is as usual, or as it is */
function withSettings(command: Command, usual: boolean): Command {
  const or = (value: number) => (usual ? ` (default ${value})` : '')
  return command
    .option('--secret <name>', 'The secret that is sent as its key')
    .option('--model <model>', 'The model it is expected to list')
    .option('--interval <seconds>', `How often it is asked by itself${or(60)}`, wholeNumber(10, 86_400))
    .option('--timeout <seconds>', `How long an answer may take${or(10)}`, seconds(0.1, 60))
    .option('--slow <seconds>', `An answer that takes longer is slow${or(2)}`, seconds(0.001, 60))
}
