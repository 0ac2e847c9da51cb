import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { type Logger, pino } from 'pino'
import { type Core, createCore, keyKeepersOf } from '#core'
import { createServer, writePrivate } from '#server'
import { commandFor } from '#server/client'
import { type BootConfig, readBootConfig } from './boot-config.ts'
import { keepCompiled } from './keep-compiled.ts'
import { createLogFile } from './log-file.ts'

export interface DaemonOptions {
  readonly home: string
  /** Folder Interlock is installed in, with `dist/` and `resources/`. */
  readonly root: string
  /** Version of Interlock, as in package.json. */
  readonly version: string
  /** Port on 127.0.0.1; otherwise that of config.json, 7717, or the next free one. */
  readonly port?: number | undefined
  /** Workers at once, 0 for none; otherwise that of config.json, or half the processors, at most 4. */
  readonly slots?: number | undefined
}

/** A core with its console, working in this process until it is closed. */
export interface Daemon {
  readonly core: Core
  /** Address of the console, without a code. */
  readonly url: string
  /** The same with a one-time code that signs one browser in within two minutes. */
  readonly signInUrl: () => string
  readonly log: Logger
  /** Aborts when a client asks Interlock to stop; whoever runs the daemon then closes it. */
  readonly stopAsked: AbortSignal
  /** Takes no more requests, ends running work (it is queued again), and gives the data directory up. */
  readonly close: (reason: string) => Promise<void>
}

/**
 * Opens the core of a data directory and serves it.
 * @throws InterlockError core_already_running, home_unusable, schema_newer, schema_changed, and what config.json is refused
 * with; Error when a wished port is taken
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  collectOften()
  const { home, root, version } = options
  keepCompiled(root)
  const config = readBootConfig(home)
  const dist = join(root, 'dist')
  const logFile = createLogFile({ path: join(home, 'logs', 'interlock.log') })
  const log = pino({ level: config.log_level, base: { pid: process.pid } }, logFile)
  const core = await createCore({
    home,
    shell: 'daemon',
    version,
    command: commandFor(root, home, process.env),
    slots: options.slots ?? config.slots ?? defaultSlots(),
    workerEntry: join(dist, 'worker.js'),
    readerEntry: join(dist, 'reader.js'),
    resources: join(root, 'resources'),
    keyKeepers: keyKeepersOf(process.env),
    trustProviders: config.trust_providers,
    onTrouble: (what, error) => log.error({ err: error }, what),
  })
  try {
    return await serve(core, options, config, { log, close: logFile.close })
  } catch (error) {
    await core.close('could not be served')
    throw error
  }
}

/**
 * Output passes through as buffers that are garbage at once, but their memory is given back only when V8 next collects young
 * objects. With room for few of these that is soon: a flood of output then holds 30 MB instead of 150.
 */
function collectOften(): void {
  setFlagsFromString('--scavenger-max-new-space-capacity-mb=4')
}

async function serve(
  core: Core,
  { home, root, version, port }: DaemonOptions,
  config: BootConfig,
  { log, close: closeLog }: { log: Logger; close: () => void },
): Promise<Daemon> {
  const stop = new AbortController()
  const server = await createServer({
    core,
    home,
    port: port ?? config.port,
    rendererDir: join(root, 'dist', 'renderer'),
    log,
    version,
    stop: () => stop.abort(),
  })
  const coreFile = join(home, 'run', 'core.json')
  const { url } = server
  const startTime = core.status().core.started_at
  writePrivate(coreFile, JSON.stringify({ pid: process.pid, url, startTime, version }))
  log.info({ url, version }, 'Interlock started')

  return {
    core,
    url,
    signInUrl: server.signInUrl,
    log,
    stopAsked: stop.signal,
    async close(reason) {
      log.info({ reason }, 'Interlock stops')
      rmSync(coreFile, { force: true })
      await server.close()
      await core.close(reason)
      log.info('Interlock stopped')
      closeLog()
    },
  }
}

function defaultSlots(): number {
  return Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)))
}
