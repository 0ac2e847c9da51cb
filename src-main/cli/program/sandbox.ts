import type { Command } from 'commander'
import type { Perform } from './perform.ts'

/** What holds jobs in, and the policies to choose from. */
export function addSandboxCommands(program: Command, perform: Perform): void {
  const sandbox = program.command('sandbox').description('Say what holds commands in on this machine, and try it')
  sandbox
    .command('status', { isDefault: true })
    .description('Say which promises of the sandbox this system keeps, and what to set up for the others')
    .action(() => perform(async (cli) => (await import('../commands/sandbox.ts')).status(cli)))
  sandbox
    .command('test')
    .description('Try every promise anew, in each worker; fails when one is not kept by the system')
    .action(() => perform(async (cli) => (await import('../commands/sandbox.ts')).test(cli)))

  const presets = program.command('presets').description('Show the policies that jobs can name')
  presets
    .command('list', { isDefault: true })
    .description('List the policies that `enqueue --preset` takes')
    .action(() => perform(async (cli) => (await import('../commands/presets.ts')).list(cli)))
  presets
    .command('compare')
    .description('Say in what the policy of a job differs from a preset')
    .argument('<preset>', 'read_only, run_tests, build or full_ask_me')
    .argument('<job>', 'Id of a job, or at least the last 8 characters of one')
    .action((preset: string, job: string) =>
      perform(async (cli) => (await import('../commands/presets.ts')).compare(cli, preset, job)),
    )
}
