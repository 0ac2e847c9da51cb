import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClock } from '#schemas/format'
import { connectToCore, hasConsole, openWhenFree } from '#server/client'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { installationRoot, installedVersion } from '../installation.ts'
import { WORK } from '../reach/api.ts'
import { refuseInApplication } from '../reach/application.ts'
import { canOpenCore, handOver, nodeForCore } from '../reach/node24.ts'
import { daemonStatus, provenDaemon } from './daemon-status.ts'
import { createDueLook, settledJobs } from './due-scan.ts'
import { type DaemonStatus, forgetPid, writeJson } from './files.ts'
import { openLog } from './log-file.ts'
import { type DaemonPlaces, type PlaceOptions, placesOf } from './places.ts'
import { ownRecord } from './process.ts'
import { lookOnce, scanLoop } from './scan-loop.ts'

export interface DaemonStartOptions extends PlaceOptions {
  readonly foreground?: boolean
  readonly once?: boolean
  readonly intervalSeconds: number
  readonly limit: number
  readonly port?: number
  readonly slots?: number
}

/** Says of the child of `daemon start` that it is one: what its status calls its mode. */
const MODE = 'INTERLOCK_SCHEDULER_MODE'
const STARTING_MS = 30_000
const LOOK_EVERY_MS = 200

/** Starts a core that fires schedules: in the background, in this terminal, or for one look at what is due. */
export async function start(cli: Cli, options: DaemonStartOptions): Promise<ExitCode> {
  const places = placesOf(cli.home, options)
  if (options.once === true) {
    if (options.foreground !== true)
      throw new CliError('usage', '--once works in the foreground only.', 'Add --foreground, or leave --once out.')
    return once(cli, places, options)
  }
  const refused = await refusal(cli, places)
  if (refused !== undefined) return answer(cli, places, { started: false, message: refused }, options.foreground)
  refuseInApplication('start a core in the background')
  return options.foreground === true ? inForeground(cli, places, options) : inBackground(cli, places, options)
}

/** Why another one is not started; undefined where nothing runs. */
async function refusal(cli: Cli, places: DaemonPlaces): Promise<string | undefined> {
  const pid = provenDaemon(places)
  if (pid !== undefined) return `It already runs as process ${pid}.`
  const live = await connectToCore(cli.home)
  if (live === undefined || !(await hasConsole(live).catch(() => false))) return undefined
  const { core } = await live.system.status()
  return `Interlock already runs here as ${core.shell}, process ${core.pid}, and fires schedules by itself.`
}

/** In the foreground a refusal is a failure: whatever watches a service is to try again. */
function answer(
  cli: Cli,
  places: DaemonPlaces,
  told: { started: boolean; message: string },
  foreground = false,
): ExitCode {
  cli.out.answer({ ...daemonStatus(places, Date.now()), ...told }, () => [told.message])
  return told.started || !foreground ? EXIT.ok : EXIT.conflict
}

async function inBackground(cli: Cli, places: DaemonPlaces, options: DaemonStartOptions): Promise<ExitCode> {
  const node = nodeForCore('A core')
  const log = openLog(places.log)
  const child = spawn(
    node,
    [join(installationRoot(), 'dist', 'cli.js'), ...childArguments(cli.home, places, options)],
    {
      // Nothing of this terminal stays open in it, and no folder is kept busy by it.
      cwd: installationRoot(),
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, [MODE]: 'background' },
      windowsHide: true,
    },
  )
  closeSync(log)
  const end = new AbortController()
  child.once('error', () => end.abort())
  child.once('exit', () => end.abort())
  const deadline = performance.now() + STARTING_MS
  while (!end.signal.aborted && performance.now() < deadline) {
    const shown = daemonStatus(places, Date.now())
    if (shown.running && shown.pid === child.pid) {
      child.unref()
      return answer(cli, places, { started: true, message: `Started in the background as process ${shown.pid}.` })
    }
    await sleep(LOOK_EVERY_MS)
  }
  const ended = end.signal.aborted
  if (!ended) child.kill('SIGTERM')
  throw new CliError(
    'no_core',
    ended ? 'It ended before it was ready.' : `It was not ready within ${STARTING_MS / 1000} s and was told to stop.`,
    `Look into ${places.log}.`,
  )
}

function childArguments(home: string, places: DaemonPlaces, options: DaemonStartOptions): string[] {
  const { intervalSeconds, limit, port, slots } = options
  const words = `--json scheduler daemon start --foreground --interval-seconds ${intervalSeconds} --limit ${limit}`
  return [
    '--home',
    home,
    ...words.split(' '),
    '--pid-file',
    places.pid,
    '--status-file',
    places.status,
    '--log-file',
    places.log,
    ...(port === undefined ? [] : ['--port', String(port)]),
    ...(slots === undefined ? [] : ['--slots', String(slots)]),
  ]
}

async function inForeground(cli: Cli, places: DaemonPlaces, options: DaemonStartOptions): Promise<ExitCode> {
  if (!canOpenCore()) await handOver(process.env['INTERLOCK_NODE24'])
  const { runUntilStopped, startDaemon } = await import('#daemon')
  const { home } = cli
  const { port, slots } = options
  const daemonOptions = { home, root: installationRoot(), version: installedVersion(), port, slots }
  const opened = await openWhenFree(home, () => startDaemon(daemonOptions), hasConsole)
  if ('live' in opened)
    return answer(
      cli,
      places,
      { started: false, message: (await refusal(cli, places)) ?? 'Interlock already runs here.' },
      true,
    )
  const daemon = opened.own
  const first = begun(places, options, process.env[MODE] === 'background' ? 'background' : 'foreground')
  writeJson(places.pid, ownRecord(first.token))
  writeJson(places.status, first)
  cli.out.note(`Fires schedules as process ${process.pid}, with the console at ${daemon.url}. Ctrl-C stops everything.`)

  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopping.abort())
  daemon.stopAsked.addEventListener('abort', () => stopping.abort(), { once: true })
  const stopped = runUntilStopped(daemon).finally(() => stopping.abort())
  const api = await connectToCore(home)
  if (api === undefined) throw new CliError('internal', 'The core that was just opened does not answer.', 'Try again.')
  const last = await scanLoop(first, {
    clock: createClock(),
    scan: createDueLook(api),
    write: (now) => writeJson(places.status, now),
    signal: stopping.signal,
  })
  const code = await stopped
  finish(places, { ...last, exit_code: code })
  cli.out.answer(daemonStatus(places, Date.now()), () => ['Stopped.'])
  return code === 0 ? EXIT.ok : EXIT.failed
}

/** Looks once for what is due, waits for the jobs of it, and ends. A core that runs is asked to look. */
function once(cli: Cli, places: DaemonPlaces, options: DaemonStartOptions): Promise<ExitCode> {
  return cli.withCore({ ...WORK, slots: options.slots ?? 1, repeat: false }, async ({ api, until, live }) => {
    const first = begun(places, options, 'foreground')
    const own = live ? undefined : first.token
    if (own !== undefined) writeJson(places.pid, ownRecord(own))
    const { last, fired } = await lookOnce(first, createDueLook(api), createClock())
    const jobs = await settledJobs(api, fired, until())
    // The status of a daemon that goes on is its own affair.
    if (own !== undefined) finish(places, last)
    const shown = { ...last, running: false, jobs }
    cli.out.answer(shown, () => [
      `${last.last_due_count ?? 0} due. ${jobs.map(({ id, state }) => `${id} ${state}`).join(', ')}`.trim(),
    ])
    return last.last_error === null ? EXIT.ok : EXIT.failed
  })
}

function begun(
  places: DaemonPlaces,
  { intervalSeconds, limit }: DaemonStartOptions,
  mode: DaemonStatus['mode'],
): DaemonStatus & { token: string } {
  return {
    running: true,
    pid: process.pid,
    token: randomUUID(),
    pid_file: places.pid,
    status_file: places.status,
    log_file: mode === 'background' ? places.log : null,
    mode,
    started_at: new Date().toISOString(),
    stopped_at: null,
    last_heartbeat_at: null,
    interval_seconds: intervalSeconds,
    limit,
    last_due_scan: null,
    last_due_scan_at: null,
    last_due_count: null,
    last_error: null,
    last_error_at: null,
    exit_code: null,
  }
}

function finish(places: DaemonPlaces, status: DaemonStatus): void {
  try {
    writeJson(places.status, { ...status, running: false, pid: null, stopped_at: new Date().toISOString() })
  } catch {
    // On a full disk the old status stays, which counts for nothing without a pid file or a process.
  }
  if (status.token !== null) forgetPid(places.pid, status.token)
}
