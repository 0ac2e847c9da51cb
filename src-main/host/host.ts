import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { type Core, createCore, type CoreOptions } from '#core'
import { createServer, type Server, writePrivate } from '#server'
import { type BootConfig, readBootConfig } from './boot-config.ts'
import { createLogFile } from './log-file.ts'

export interface HostOptions extends Pick<CoreOptions, 'keyKeepers' | 'startProcess'> {
  readonly home: string
  /** Folder Interlock is installed in, with `dist/` and `resources/`. */
  readonly root: string
  readonly shell: 'daemon' | 'desktop'
  /** Version of Interlock, as in package.json. */
  readonly version: string
  /** What a person types to start the command line for this data directory. */
  readonly command: string
  /** Port on 127.0.0.1; otherwise that of config.json, 7717, or the next free one. */
  readonly port?: number | undefined
  /** Workers at once, 0 for none; otherwise that of config.json, or half the processors, at most 4. */
  readonly slots?: number | undefined
}

/** A core with its console, working in this process until it is closed: what a daemon and a desktop have in common. */
export interface HostedCore {
  readonly core: Core
  readonly server: Server
  readonly log: Logger
  /** Aborts when a client asks Interlock to stop; whoever runs the process then closes it. */
  readonly stopAsked: AbortSignal
  /** Takes no more requests, ends running work (it is queued again), and gives the data directory up. */
  readonly close: (reason: string) => Promise<void>
}

/**
 * Opens the core of a data directory and serves it, on 127.0.0.1 and on its local socket.
 * @throws InterlockError core_already_running, home_unusable, schema_newer, schema_changed, and what config.json is refused
 * with; Error when a wished port is taken
 */
export async function hostCore(options: HostOptions): Promise<HostedCore> {
  const { home, root, shell, version, command, keyKeepers, startProcess } = options
  const config = readBootConfig(home)
  const dist = join(root, 'dist')
  const logFile = createLogFile({ path: join(home, 'logs', 'interlock.log') })
  const log = pino({ level: config.log_level, base: { pid: process.pid } }, logFile)
  const core = await createCore({
    home,
    shell,
    version,
    command,
    slots: options.slots ?? config.slots ?? defaultSlots(),
    workerEntry: join(dist, 'worker.js'),
    readerEntry: join(dist, 'reader.js'),
    resources: resourcesOf(root),
    ...(keyKeepers !== undefined && { keyKeepers }),
    ...(startProcess !== undefined && { startProcess }),
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

/** Where files lie that are copied whole or given to other programs, neither of which the archive of a package allows. */
export function resourcesOf(root: string): string {
  return join(root.replace(/\bapp\.asar$/, 'app.asar.unpacked'), 'resources')
}

async function serve(
  core: Core,
  { home, root, version, port }: HostOptions,
  config: BootConfig,
  { log, close: closeLog }: { log: Logger; close: () => void },
): Promise<HostedCore> {
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
    server,
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
