import { type Command, InvalidArgumentError } from 'commander'
import type { RunNowOptions, RunsOptions } from '../commands/scheduler.ts'
import type { DaemonStartOptions } from '../scheduler/start.ts'
import type { PlaceOptions } from '../scheduler/places.ts'
import type { Perform } from './perform.ts'
import { seconds, wholeNumber } from './values.ts'

/** Firing schedules: in the background, now, and what came of it. Each answers with one JSON value under --json. */
export function addSchedulerCommands(program: Command, perform: Perform): void {
  const scheduler = program
    .command('scheduler')
    .description('Fire schedules, in the background or now, and say what came of it')
  addDaemon(scheduler, perform)

  scheduler
    .command('status', { isDefault: true })
    .description('Say what fires next, what runs, what failed last, and how the daemon is')
    .action(() => perform(async (cli) => (await import('../commands/scheduler.ts')).status(cli)))
  const listing = (command: Command) =>
    command
      .option('--schedule <name>', 'Only of this schedule: its name, its id, or the end of one')
      .option('--limit <number>', 'How many at most', wholeNumber(1, 200), 20)
  listing(scheduler.command('runs').description('List the latest firings with what came of their jobs')).action(
    (options: RunsOptions) =>
      perform(async (cli) => (await import('../commands/scheduler.ts')).runs(cli, options, false)),
  )
  listing(scheduler.command('failures').description('List the latest firings whose jobs failed, however old')).action(
    (options: RunsOptions) =>
      perform(async (cli) => (await import('../commands/scheduler.ts')).runs(cli, options, true)),
  )
  scheduler
    .command('run-due')
    .description('Look for what is due now; a core that runs does so by itself')
    .option('--limit <number>', 'How many firings the answer holds', wholeNumber(1, 50), 10)
    .action((options: { limit: number }) =>
      perform(async (cli) => (await import('../commands/scheduler.ts')).runDue(cli, options)),
    )
  scheduler
    .command('run-now')
    .description('Fire a schedule now, whether it is on or not; refused while a job of it runs')
    .argument('<schedule>', 'Its name, its id, or the end of one')
    .option('--key <text>', 'The same again gives the firing that is there')
    .option('--parameters <json>', 'Values for the places of its job, as a JSON object', jsonObject)
    .option('--wait', 'Wait for its job; fails when that does not go well')
    .action((id: string, options: RunNowOptions) =>
      perform(async (cli) => (await import('../commands/scheduler.ts')).runNow(cli, id, options)),
    )
  scheduler
    .command('pause')
    .description('Keep all schedules from firing by themselves; each stays on, off or paused as it is')
    .action(() => perform(async (cli) => (await import('../commands/scheduler.ts')).pause(cli)))
  scheduler
    .command('resume')
    .description('End the pause of all schedules')
    .action(() => perform(async (cli) => (await import('../commands/scheduler.ts')).resume(cli)))
}

function addDaemon(scheduler: Command, perform: Perform): void {
  const daemon = scheduler.command('daemon').description('Start, look at and stop a core in the background')
  const placed = (command: Command) =>
    command
      .option('--pid-file <file>', 'Which process it is (default run/scheduler.pid of the data directory)')
      .option('--status-file <file>', 'How it is, ids only (default run/scheduler-status.json)')
      .option('--log-file <file>', 'What it prints in the background (default logs/scheduler.log)')
  placed(
    daemon
      .command('start')
      .description('Start a core that fires schedules, in the background unless told otherwise')
      .option('--foreground', 'In this terminal')
      .option('--once', 'With --foreground: look once for what is due, wait for its jobs, and end')
      .option('--interval-seconds <seconds>', 'How often the status is written', seconds(0.1, 86_400), 60)
      .option('--limit <number>', 'How many firings of a look the status names', wholeNumber(1, 50), 10)
      .option('--port <number>', 'Port of the console on 127.0.0.1; 0 takes a free one', wholeNumber(0, 65_535))
      .option('--slots <number>', 'How many jobs run at once', wholeNumber(0, 64)),
  ).action((options: DaemonStartOptions) =>
    perform(async (cli) => (await import('../scheduler/start.ts')).start(cli, options)),
  )
  placed(daemon.command('status').description('Say how the daemon is')).action((options: PlaceOptions) =>
    perform(async (cli) => (await import('../scheduler/stop.ts')).status(cli, options)),
  )
  placed(daemon.command('stop').description('Stop the daemon; running work is ended and queued again')).action(
    (options: PlaceOptions) => perform(async (cli) => (await import('../scheduler/stop.ts')).stop(cli, options)),
  )
}

function jsonObject(typed: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(typed)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    // Said below, as for what is JSON but no object.
  }
  throw new InvalidArgumentError('It must be a JSON object.')
}
