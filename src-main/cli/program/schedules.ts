import { Command } from 'commander'
import type { FiringOptions, ListOptions, PreviewOptions } from '../commands/schedules.ts'
import type { ScheduleOptions } from '../schedule-input.ts'
import type { Perform } from './perform.ts'
import { budgetPairs, names, wholeNumber } from './values.ts'

const TYPES = 'repo_index_task, test_runner_task, doc_compactor_task, shell_task, watchdog_task'
const ID = 'Id of a schedule, at least the last 6 characters of one, or its name'

/** Jobs that come by themselves, and the slots that jobs share. */
export function addScheduleCommands(program: Command, perform: Perform): void {
  program.commandsGroup('Schedules:')
  const schedules = program.command('schedules').description('Add jobs by the clock, by the calendar or after others')
  schedules
    .command('list')
    .description('List schedules, the newest first')
    .argument('[words]', 'Only those with these words in their name')
    .option('--state <states>', 'Only these states, separated by commas: on, off, paused, tripped')
    .option('--limit <number>', 'How many at most', wholeNumber(1, 200), 50)
    .option('--cursor <cursor>', 'Go on where the page before ended')
    .action((words: string | undefined, options: ListOptions) =>
      perform(async (cli) => (await import('../commands/schedules.ts')).list(cli, words, options)),
    )
  schedules
    .command('show')
    .description('Show one schedule and what became of it last')
    .argument('<id>', ID)
    .action((id: string) => perform(async (cli) => (await import('../commands/schedules.ts')).show(cli, id)))
  withJob(withRules(withTimes(withFile(schedules.command('add')))))
    .description(
      'Add a schedule, from options, or from a JSON file with the options over it; off until it is switched on',
    )
    .option('--on', 'Switch it on at once')
    .action((options: ScheduleOptions & { on?: boolean }) =>
      perform(async (cli) => (await import('../commands/schedules.ts')).add(cli, options)),
    )
  withJob(withRules(withTimes(withFile(schedules.command('edit').argument('<id>', ID)))))
    .description('Change what the options name, or the whole from a JSON file with the options over it')
    .option('--no-after', 'Follow no schedule any more')
    .action((id: string, options: ScheduleOptions) =>
      perform(async (cli) => (await import('../commands/schedules.ts')).edit(cli, id, options)),
    )
  for (const [verb, description] of [
    ['enable', 'Switch schedules on'],
    ['disable', 'Switch schedules off; what waits of them is refused'],
    ['pause', 'Pause schedules; what is due meanwhile is not run'],
    ['resume', 'Let paused schedules go on, and those that their breaker stopped'],
  ] as const)
    schedules
      .command(verb)
      .description(description)
      .argument('<id...>', ID)
      .action((ids: string[]) =>
        perform(async (cli) => (await import('../commands/schedules.ts')).move(cli, verb, ids)),
      )
  schedules
    .command('pause-all')
    .description('Pause all schedules at once; each stays on, off or paused as it is')
    .action(() => perform(async (cli) => (await import('../commands/schedules.ts')).moveAll(cli, 'pauseAll')))
  schedules
    .command('resume-all')
    .description('End the pause of all schedules')
    .action(() => perform(async (cli) => (await import('../commands/schedules.ts')).moveAll(cli, 'resumeAll')))
  schedules
    .command('remove')
    .description('Delete a schedule; its firings and jobs stay')
    .argument('<id>', ID)
    .action((id: string) => perform(async (cli) => (await import('../commands/schedules.ts')).remove(cli, id)))
  schedules
    .command('run-now')
    .description('Fire a schedule now, whether it is on or not')
    .argument('<id>', ID)
    .option('--key <key>', 'The same key again gives the firing that is there')
    .option('--parameters <json>', 'Values for its job, as a JSON object')
    .action((id: string, options: { key?: string; parameters?: string }) =>
      perform(async (cli) => (await import('../commands/schedules.ts')).runNow(cli, id, options)),
    )
  withTimes(schedules.command('preview').argument('[id]', ID))
    .description('Say when a schedule fires next, or would at other times')
    .option('--count <number>', 'How many times', wholeNumber(1, 100), 10)
    .action((id: string | undefined, options: PreviewOptions) =>
      perform(async (cli) => (await import('../commands/schedules.ts')).preview(cli, id, options)),
    )
  schedules
    .command('firings')
    .description('List what became of firings, the newest first')
    .argument('[schedule]', ID)
    .option('--state <state>', 'Only those that are waiting, enqueued, refused, missed or cancelled')
    .option('--limit <number>', 'How many at most', wholeNumber(1, 200), 20)
    .option('--cursor <cursor>', 'Go on where the page before ended')
    .action((schedule: string | undefined, options: FiringOptions) =>
      perform(async (cli) => (await import('../commands/schedules.ts')).firings(cli, schedule, options)),
    )

  const pools = program.command('pools').description('Slots that jobs share by the name of a pool')
  pools
    .command('list')
    .description('List pools and how full they are, those that jobs only name included')
    .action(() => perform(async (cli) => (await import('../commands/pools.ts')).list(cli)))
  pools
    .command('set')
    .description('Give a pool its slots, pause it or let it go on')
    .argument('<name>', 'Name of the pool')
    .option('--size <number>', 'Slots', wholeNumber(1, 1000))
    .option('--pause', 'Start no job of it')
    .option('--resume', 'Start jobs of it again')
    .action((name: string, options: { size?: number; pause?: boolean; resume?: boolean }) =>
      perform(async (cli) => (await import('../commands/pools.ts')).set(cli, name, options)),
    )
  pools
    .command('remove')
    .description('Forget what was set of a pool; it has one slot again')
    .argument('<name>', 'Name of the pool')
    .action((name: string) => perform(async (cli) => (await import('../commands/pools.ts')).remove(cli, name)))
}

/** Options that say what it is. */
function withFile(command: Command): Command {
  return command
    .option('--file <file>', 'Read the whole schedule from a JSON file; - reads standard input')
    .option('--name <name>', 'Its name, which no other has')
    .option('--note <text>', 'What it is for')
}

/** Options that say when it fires by itself. */
function withTimes(command: Command): Command {
  return command
    .option('--zone <zone>', 'Time zone, such as Europe/Vienna; a new schedule goes by UTC')
    .option('--cron <expression>', 'Cron expression of 5 or 6 fields, or @daily and its like')
    .option('--every <length>', 'Every so often: 30s, 15m, 2h, 1d')
    .option('--at <moment>', 'Once, at this moment: 2026-11-20T10:42:00Z')
    .option('--in <length>', 'Once, in 30s, 15m, 2h, 1d')
    .option('--daily <times>', 'At these times of the day, separated by commas: 08:00,20:30')
    .option('--weekdays <days>', 'With --daily: only on these, such as mon,fri')
    .option('--days <days>', 'With --daily: only on these days of the month, such as 1,15,last')
    .option('--manual', 'Only when told to')
}

/** Options that say what else lets it fire, and what holds it back. */
function withRules(command: Command): Command {
  return command
    .option(
      '--after <schedule>',
      'Fire when a job of this schedule succeeds; can be repeated; replaces what it followed',
      names,
    )
    .option('--join <way>', 'Of several that it follows: any (one is enough) or all')
    .option('--overlap <way>', 'While a job of it runs: skip, queue, allow, replace')
    .option('--jitter <seconds>', 'Start up to so much later, always the same for each time', wholeNumber(0, 86_400))
    .option('--breaker <failures>', 'Stop firing after so many failures in a row', wholeNumber(1, 1000))
    .option('--no-breaker', 'Go on firing however often it fails')
    .option('--delete-after-run', 'Delete it when it has run')
}

/** Options of its job, as `enqueue` takes them. */
function withJob(command: Command): Command {
  return command
    .option('--job-file <file>', 'Read its job from a JSON file; - reads standard input')
    .option('--type <type>', `Make a job of this type: ${TYPES}`)
    .option('--payload <json>', 'Payload of that job, or of the job that is there')
    .option('--workspace <name>', 'Workspace it is for; may be left out while there is exactly one')
    .option('--priority <number>', 'Higher goes first', wholeNumber(-100, 100))
    .option('--budget <name=number>', 'Change one budget, such as max_wall_time_sec=60; can be repeated', budgetPairs)
    .option('--preset <name>', 'Policy by name: read_only, run_tests, build, full_ask_me')
    .option('--allow-subprocess', 'Let the job start commands')
    .option('--secret <name>', 'Grant its commands a kept secret as a variable of that name; can be repeated', names)
    .option('--min-sandbox <level>', 'Refuse it below this level: os-enforced, os-partial, policy-only')
    .option('--why <text>', 'Why less sandbox than usual is enough; kept in the ledger')
    .option('--pool <name>', 'Pool whose slots its jobs share')
    .option('--may-wait', 'Let it wait while the machine saves energy or runs on its battery')
    .option('--deliver-to <alias>', 'Alias that is told of the end of its jobs; `interlock aliases list` names them')
    .option('--deliver-when <when>', 'always, on_failure (default) or never')
}
