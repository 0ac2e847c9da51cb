import { setFlagsFromString } from 'node:v8'
import { keyKeepersOf } from '#core'
import { type HostedCore, hostCore } from '#host'
import { keepCompiled } from '#host/compiled'
import { commandFor } from '#server/client'

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
export interface Daemon extends Pick<HostedCore, 'core' | 'log' | 'stopAsked' | 'close'> {
  /** Address of the console, without a code. */
  readonly url: string
  /** The same with a one-time code that signs one browser in within two minutes. */
  readonly signInUrl: () => string
}

/**
 * Opens the core of a data directory and serves it.
 * @throws InterlockError core_already_running, home_unusable, schema_newer, schema_changed, and what config.json is refused
 * with; Error when a wished port is taken
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  collectOften()
  const { home, root } = options
  keepCompiled(root)
  const { server, ...hosted } = await hostCore({
    ...options,
    shell: 'daemon',
    command: commandFor(root, home, process.env),
    keyKeepers: () => keyKeepersOf(process.env),
  })
  return { ...hosted, url: server.url, signInUrl: server.signInUrl }
}

/**
 * Output passes through as buffers that are garbage at once, but their memory is given back only when V8 next collects young
 * objects. With room for few of these that is soon: a flood of output then holds 30 MB instead of 150.
 */
function collectOften(): void {
  setFlagsFromString('--scavenger-max-new-space-capacity-mb=4')
}
