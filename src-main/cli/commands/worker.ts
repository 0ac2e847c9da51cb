import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { changes } from '../follow/changes.ts'
import { finishedAfter } from '../follow/finished.ts'
import { counted } from '../output/counted.ts'
import { type Api, WORK } from '../reach/api.ts'
import { typed } from '../typed.ts'

export interface WorkerOptions {
  readonly once?: boolean
  readonly loop?: boolean
  readonly sleepS?: number
  readonly maxIdleS: number
  readonly exitOnKill?: boolean
}

/** DALI's word for a switch that was found engaged before anything was claimed. */
const KILLED = { status: 'kill_switch', error: 'kill_switch:before_claim' }

/** A worker that has nothing to do for this long has seen everything that is queued. */
const CALM_MS = 300
const READY_WITHIN_MS = 30_000

/**
 * Works the queue from this terminal: in the live core, whose work it follows, else in one of its own. Prints one line of
 * JSON for each run that ends, with or without --json.
 */
export async function worker(cli: Cli, options: WorkerOptions): Promise<ExitCode> {
  // As in DALI, --once wins over --loop.
  const once = options.once === true
  return cli.withCore({ ...WORK, ...(once && { maxClaims: 1 }) }, async ({ api, live, until }) => {
    if (live) {
      const { core, slots } = await api.system.status()
      cli.out.note(
        `Interlock runs as ${core.shell}, process ${core.pid}, and works this queue with ${counted(slots, 'worker')}; following it.`,
      )
    } else if (!once) cli.out.note(`Working the queue of ${cli.home}. Ctrl-C stops.`)
    const follow = once ? followOnce : followAll
    await follow(cli, api, until(), options)
    return EXIT.ok
  })
}

async function followAll(cli: Cli, api: Api, until: AbortSignal, options: WorkerOptions): Promise<void> {
  let after = await headOf(api)
  let engaged = false
  let lastWork = performance.now()
  for await (const _ of changes(api, until)) {
    const { runs, upTo } = await finishedAfter(api, after)
    after = upTo
    runs.forEach(cli.out.row)
    if (runs.length > 0) lastWork = performance.now()

    const wasEngaged = engaged
    engaged = await isEngaged(api)
    if (engaged && !wasEngaged) cli.out.row(KILLED)
    if (engaged && options.exitOnKill === true && !(await isWorking(api))) return

    const idleMs = performance.now() - lastWork
    if (idleMs < options.maxIdleS * 1000) continue
    if (!(await isWorking(api))) cli.out.row({ status: 'idle', idle_for_s: Math.floor(idleMs / 1000) })
    lastWork = performance.now()
  }
}

async function followOnce(cli: Cli, api: Api, until: AbortSignal): Promise<void> {
  const after = await headOf(api)
  const startedAt = performance.now()
  let calmSince: number | undefined
  for await (const _ of changes(api, until)) {
    const [first] = (await finishedAfter(api, after)).runs
    if (first) return cli.out.row(first)
    if (await isWorking(api)) continue
    if (await isEngaged(api)) return cli.out.row(KILLED)

    const { workers } = await api.system.status()
    if (!workers.every(({ state }) => state === 'idle')) {
      if (performance.now() - startedAt < READY_WITHIN_MS) continue
      const why = workers.find(({ last_exit }) => last_exit !== null)?.last_exit ?? 'it is not ready'
      throw new CliError('internal', `The worker did not start: ${why}.`, `${typed('health')} says what is missing.`)
    }
    calmSince ??= performance.now()
    if (performance.now() - calmSince >= CALM_MS) return cli.out.row({ status: 'idle' })
  }
}

async function headOf(api: Api): Promise<number> {
  return (await api.events.page({ limit: 1 })).head
}

async function isEngaged(api: Api): Promise<boolean> {
  return (await api.killSwitch.get()).mode !== 'released'
}

async function isWorking(api: Api): Promise<boolean> {
  return ((await api.system.status()).counts.running ?? 0) > 0
}
