import type { Firing, Schedule } from '#schemas'
import { firingReasonText, jobStateTexts } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { settle } from '../follow/settle.ts'
import { counted } from '../output/counted.ts'
import { printableLine } from '../output/printable.ts'
import { fields, table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'
import { type Api, READ, WORK, WRITE } from '../reach/api.ts'
import { daemonStatus } from '../scheduler/daemon-status.ts'
import { placesOf } from '../scheduler/places.ts'
import { typed } from '../typed.ts'

export interface RunsOptions {
  readonly schedule?: string
  readonly limit: number
}

export interface RunNowOptions {
  readonly key?: string
  readonly parameters?: Record<string, unknown>
  readonly wait?: boolean
}

const RECENT = 20
const FAILURES = 10
const PAGE = 200

/** How the schedules stand: what fires next, what runs, what failed last. */
export function status(cli: Cli): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const schedules = await allSchedules(api)
    const [scheduler, recent, failed] = await Promise.all([
      api.schedules.scheduler(),
      api.firings.list({ limit: RECENT }),
      api.firings.list({ limit: FAILURES, failed: true }),
    ])
    const count = (state: Schedule['state']) => schedules.filter((each) => each.state === state).length
    const running = schedules.flatMap(({ id, name, open_jobs }) =>
      open_jobs.map((job) => ({ schedule: id, name, job })),
    )
    const next = schedules
      .filter((each) => each.state === 'on' && each.next !== null)
      .toSorted((a, b) => (a.next?.at ?? '').localeCompare(b.next?.at ?? ''))[0]
    const daemon = daemonStatus(placesOf(cli.home, {}), Date.now())
    const answer = {
      mode: 'local_governed',
      disabled_by_default: true,
      scheduler,
      schedules,
      recent_runs: recent.items,
      enabled_count: count('on'),
      paused_count: count('paused'),
      tripped_count: count('tripped'),
      last_failure: failed.items[0] ?? null,
      recent_failures: failed.items,
      last_due_scan: daemon.last_due_scan,
      next_due_schedule: scheduler.paused ? null : (next ?? null),
      currently_running: running,
      last_success_by_schedule: Object.fromEntries(
        schedules.map(({ name, last }) => [name, last.find(isSuccess) ?? null]),
      ),
      daemon,
    }
    cli.out.answer(answer, () => [
      ...fields([
        [
          'Schedules',
          `${schedules.length}, ${answer.enabled_count} on, ${answer.paused_count} paused, ${answer.tripped_count} tripped`,
        ],
        [
          'Scheduler',
          scheduler.paused
            ? 'paused: nothing fires by itself'
            : daemon.running
              ? `fires, process ${daemon.pid}`
              : 'as long as Interlock runs',
        ],
        [
          'Next',
          next?.next && !scheduler.paused
            ? `${printableLine(next.name)} ${describeTime(next.next.at, Date.now())}`
            : 'none',
        ],
        [
          'Running',
          running.length === 0 ? 'none' : running.map(({ name, job }) => `${printableLine(name)} (${job})`).join(', '),
        ],
      ]),
      ...(failed.items.length === 0 ? [] : ['', 'Failed last:', ...rows(failed.items.slice(0, 5))]),
    ])
    return EXIT.ok
  })
}

/** The latest firings, or those whose jobs failed. */
export function runs(cli: Cli, { schedule, limit }: RunsOptions, failed: boolean): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const { items } = await api.firings.list({
      limit,
      ...(failed && { failed }),
      ...(schedule !== undefined && { schedule }),
    })
    cli.out.answer({ items, count: items.length }, () =>
      items.length === 0 ? [failed ? 'Nothing has failed.' : 'Nothing has fired yet.'] : rows(items),
    )
    return EXIT.ok
  })
}

/** Has what is due looked at now, by the core that runs, or by one that is opened for it. */
export function runDue(cli: Cli, { limit }: { readonly limit: number }): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) => {
    const { checked_at, items } = await api.schedules.runDue()
    const runs = items.slice(0, limit)
    cli.out.answer({ checked_at, due_count: items.length, runs }, () =>
      items.length === 0 ? ['Nothing is due.'] : [`${counted(items.length, 'firing')}:`, ...rows(runs)],
    )
    return EXIT.ok
  })
}

/** Fires one schedule now, whether it is on or not; refused while a job of it runs. */
export function runNow(cli: Cli, id: string, { key, parameters, wait }: RunNowOptions): Promise<ExitCode> {
  return cli.withCore(wait === true ? WORK : WRITE, async ({ api, until }) => {
    const firing = await api.schedules.runNow({
      id,
      ...(key !== undefined && { key }),
      ...(parameters !== undefined && { parameters: jsonOf(parameters) }),
    })
    const settled = wait === true && firing.job !== null ? await settle(api, [firing.job], until(), {}) : []
    const [view] = settled
    cli.out.answer(
      { firing, ...(view !== undefined && { job: view.job, runs: view.runs, artifacts: view.artifacts }) },
      () => [
        firing.job === null
          ? `It waits: ${firing.id}`
          : `Fired: job ${firing.job}${view === undefined ? '' : `, ${jobStateTexts[view.job.state].word.toLowerCase()}`}`,
      ],
    )
    return view === undefined || isGood(view.job) ? EXIT.ok : EXIT.failed
  })
}

/** Keeps all schedules from firing by themselves; each stays on, off or paused as it is. */
export function pause(cli: Cli): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) => {
    const scheduler = await api.schedules.pauseAll()
    cli.out.answer(scheduler, () => [`No schedule fires by itself. ${typed('scheduler resume')} ends that.`])
    return EXIT.ok
  })
}

export function resume(cli: Cli): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) => {
    const scheduler = await api.schedules.resumeAll()
    cli.out.answer(scheduler, () => [
      scheduler.next_at === null
        ? 'Schedules fire again; none is due by itself.'
        : `Schedules fire again; the next ${describeTime(scheduler.next_at, Date.now())}.`,
    ])
    return EXIT.ok
  })
}

async function allSchedules(api: Api): Promise<Schedule[]> {
  const found: Schedule[] = []
  let cursor: string | undefined
  do {
    const page = await api.schedules.list({ limit: PAGE, ...(cursor !== undefined && { cursor }) })
    found.push(...page.items)
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  return found.toSorted((a, b) => a.name.localeCompare(b.name))
}

function rows(items: readonly Firing[]): string[] {
  const now = Date.now()
  return table(
    items.map((firing) => [
      firing.id.slice(-8),
      firing.state,
      firing.result === null ? '' : jobStateTexts[firing.result.state].word.toLowerCase(),
      describeTime(firing.due_at, now),
      firing.job ?? '',
      printableLine(firing.schedule_name) +
        (firing.reason === null ? '' : `: ${printableLine(firingReasonText(firing.reason))}`),
    ]),
  )
}

function isSuccess({ result }: Firing): boolean {
  return result !== null && isGood(result)
}

function isGood({ state, verdict }: { readonly state: string; readonly verdict: string | null }): boolean {
  return state === 'succeeded' && (verdict === null || verdict === 'passed')
}

type Json = NonNullable<Parameters<Api['schedules']['runNow']>[0]['parameters']>

/** What was read from JSON text is JSON; its type forgot that. */
function jsonOf(value: Record<string, unknown>): Json {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return value as Json
}
