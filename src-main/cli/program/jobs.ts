import type { Command } from 'commander'
import type { EnqueueOptions } from '../commands/enqueue.ts'
import type { ChangeOptions, ListOptions } from '../commands/jobs.ts'
import type { LogsOptions } from '../commands/logs.ts'
import type { WorkerOptions } from '../commands/worker.ts'
import type { Perform } from './perform.ts'
import { budgetPairs, moment, names, seconds, wholeNumber } from './values.ts'

const ID = 'Id of a job, or at least the last 8 characters of one'

/** Adding, following and changing jobs. */
export function addJobCommands(program: Command, perform: Perform): void {
  program.commandsGroup('Jobs:')

  program
    .command('demo')
    .description('Run three small jobs on real files and say what they found and where the evidence lies')
    .action(() => perform(async (cli) => (await import('../commands/demo.ts')).demo(cli)))

  program
    .command('enqueue')
    .description('Add a job, from a file in the form of Interlock or DALI, or from options')
    .option('--job-file <file>', 'Read the job from a JSON file; - reads standard input')
    .option(
      '--type <type>',
      'Make a job of this type: repo_index_task, test_runner_task, doc_compactor_task, shell_task, watchdog_task',
    )
    .option('--payload <json>', 'Payload of that job; without it, a sample of the type')
    .option('--demo', 'Add the three jobs of the demo')
    .option('--workspace <name>', 'Workspace it is for; may be left out while there is exactly one')
    .option('--id <id>', 'Id of the job; adding the same content under the same id again changes nothing')
    .option('--priority <number>', 'Higher goes first', wholeNumber(-100, 100))
    .option('--budget <name=number>', 'Change one budget, such as max_wall_time_sec=60; can be repeated', budgetPairs)
    .option('--preset <name>', 'Policy by name: read_only, run_tests, build, full_ask_me')
    .option('--allow-subprocess', 'Let the job start commands')
    .option('--secret <name>', 'Grant its commands a kept secret as a variable of that name; can be repeated', names)
    .option('--min-sandbox <level>', 'Refuse it below this level: os-enforced, os-partial, policy-only')
    .option('--why <text>', 'Why less sandbox than usual is enough; kept in the ledger')
    .option('--may-wait', 'Let it wait while the machine saves energy or runs on its battery')
    .option('--deliver-to <alias>', 'Alias that is told of its end; `interlock aliases list` names them')
    .option('--deliver-when <when>', 'always, on_failure (default) or never')
    .option('--dry-run', 'Only say what it would be allowed to do, and whether it would be refused')
    .option('--compat <system>', 'Write results byte for byte as an older system did: dali')
    .option('--wait', 'Wait until the job came to rest; fails when it did not succeed')
    .action((options: EnqueueOptions) =>
      perform(async (cli) => (await import('../commands/enqueue.ts')).enqueue(cli, options)),
    )

  addJobsFamily(program.command('jobs').description('List, show, follow, cancel and repeat jobs'), perform)

  program
    .command('worker')
    .description('Work the queue from this terminal, as DALI’s worker did; prints one line of JSON for each job')
    .option('--once', 'Take at most one job, then leave')
    .option('--loop', 'Go on until interrupted (default)')
    .option('--sleep-s <seconds>', 'Accepted for DALI; jobs start as they come, without polling', seconds(0, 86_400))
    .option('--max-idle-s <seconds>', 'Say so when nothing ran for this long', seconds(1, 86_400), 300)
    .option('--exit-on-kill', 'Leave when the kill switch is engaged, as DALI’s worker did, instead of waiting')
    .action((options: WorkerOptions) =>
      perform(async (cli) => (await import('../commands/worker.ts')).worker(cli, options)),
    )
}

function addJobsFamily(jobs: Command, perform: Perform): void {
  jobs
    .command('list')
    .description('List jobs, newest first')
    .argument('[filter...]', 'Words of the console’s filter line, such as state:failed,retrying since:24h')
    .option('--state <states>', 'Only these states, separated by commas')
    .option('--type <types>', 'Only these types')
    .option('--workspace <names>', 'Only these workspaces')
    .option('--since <moment>', 'Enqueued at or after: ISO 8601, or 30m, 24h, 7d')
    .option('--until <moment>', 'Enqueued before')
    .option('--filter <words>', 'Words of the filter line in one piece, which may begin with a minus')
    .option('--oldest', 'The oldest first')
    .option('--limit <number>', 'How many at most', wholeNumber(1, 200), 20)
    .option('--cursor <cursor>', 'Go on where the page before ended')
    .action((filter: string[], options: ListOptions) =>
      perform(async (cli) => (await import('../commands/jobs.ts')).list(cli, filter, options)),
    )

  jobs
    .command('show')
    .description('Show one job: why it waits, what it used, its runs, what came of it')
    .argument('<id>', ID)
    .action((id: string) => perform(async (cli) => (await import('../commands/jobs.ts')).show(cli, id)))

  jobs
    .command('logs')
    .description('Print what a run wrote')
    .argument('<id>', ID)
    .option('-f, --follow', 'Go on while the job runs, over all its attempts')
    .option('--run <number>', 'Number of the run; the last one otherwise', wholeNumber(1, 1_000_000))
    .option('--tail <lines>', 'Only so many lines of the end', wholeNumber(1, 1_000_000))
    .option('--since <time>', 'Only what came since: 10m, 2h, 1d, or a time', moment)
    .option('--find <text>', 'Only lines that hold this text, with their numbers')
    .option('--regex', 'Take --find as an RE2 pattern')
    .option('--context <lines>', 'Lines around each found one', wholeNumber(0, 10))
    .action((id: string, options: LogsOptions) =>
      perform(async (cli) => (await import('../commands/logs.ts')).logs(cli, id, options)),
    )

  changing(jobs.command('cancel'), 'Cancel jobs; a running one is told to stop at its next step').action(
    (ids: string[], options: ChangeOptions) =>
      perform(async (cli) => (await import('../commands/jobs.ts')).cancel(cli, ids, options)),
  )

  changing(
    jobs.command('retry'),
    'Queue failed, cancelled, held or waiting jobs again, with all their attempts',
  ).action((ids: string[], options: ChangeOptions) =>
    perform(async (cli) => (await import('../commands/jobs.ts')).retry(cli, ids, options)),
  )

  changing(
    jobs.command('requeue'),
    'Let held, scheduled or retrying jobs go now, with the attempts they have left',
  ).action((ids: string[], options: ChangeOptions) =>
    perform(async (cli) => (await import('../commands/jobs.ts')).requeue(cli, ids, options)),
  )

  changing(jobs.command('priority'), 'Change the priority of jobs that have not ended')
    .requiredOption('--to <number>', 'Higher goes first, from -100 to 100', wholeNumber(-100, 100))
    .action((ids: string[], options: ChangeOptions & { to: number }) =>
      perform(async (cli) => (await import('../commands/jobs.ts')).priority(cli, ids, options)),
    )

  jobs
    .command('operations')
    .description('List what commands with --filter and the console’s bulk actions did, newest first')
    .option('--limit <number>', 'How many at most', wholeNumber(1, 100), 20)
    .action((options: { limit: number }) =>
      perform(async (cli) => (await import('../commands/bulk.ts')).operations(cli, options)),
    )

  jobs
    .command('undo')
    .description('Undo what a command with --filter did, within 20 s of its end')
    .argument('<operation>', 'Id of the operation; `interlock jobs operations` lists them')
    .action((id: string) => perform(async (cli) => (await import('../commands/bulk.ts')).undo(cli, id)))
}

/** A command that changes named jobs, or all that match a filter after it has shown them. */
function changing(command: Command, description: string): Command {
  return command
    .description(description)
    .argument('[id...]', ID)
    .option(
      '--filter <words>',
      'All that match instead, in the words of the console’s filter line; shows them and asks',
    )
    .option('--yes', 'Do not ask; needed where no terminal is')
}
