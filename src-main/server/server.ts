import { existsSync, rmSync } from 'node:fs'
import type { ServerOptions } from 'node:http'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { createIntake, createMessageApi, createRouter } from '#api'
import type { Core } from '#core'
import { type Clock, createClock, createIds, type Ids } from '#schemas/format'
import { createCalls } from './calls.ts'
import { type Loopback, serveLoopback } from './loopback-server.ts'
import { prepareRunFolder, writePrivate } from './private-files.ts'
import { createRefusalLog } from './refusal-log.ts'
import { newSecret } from './secrets.ts'
import { serveSocket } from './socket-server.ts'

interface CommonOptions {
  readonly core: Core
  /** Data directory, whose lock `core` holds. */
  readonly home: string
  /** Begins an orderly stop of the process, for `system.stop`; returns at once. */
  readonly stop: () => void
  readonly log: Logger
  readonly version: string
  /** Held still by tests. */
  readonly clock?: Clock
  readonly ids?: Ids
}

export interface CreateServerOptions extends CommonOptions {
  /** Port on 127.0.0.1; without it 7717 or the next free one. */
  readonly port?: number | undefined
  /** Folder of the built console. */
  readonly rendererDir: string
  /** Node's own limits, which a test may shorten. */
  readonly limits?: ServerOptions
}

export interface Server {
  /** Address of the console, without a code. */
  readonly url: string
  /** The same with a fresh one-time code, good for two minutes. */
  readonly signInUrl: () => string
  /** Serves the contract over anything that carries text both ways, for windows of this process. */
  readonly connect: ReturnType<typeof createMessageApi>
  /** Takes no more requests, lets those under way end within a second, and removes what it wrote into `run/`. */
  readonly close: () => Promise<void>
}

/**
 * Serves a core on 127.0.0.1 (console, RPC, WebSocket, REST) and on its local socket.
 * @throws InterlockError home_unusable; Error when a wished port is taken
 */
export async function createServer(options: CreateServerOptions): Promise<Server> {
  const { core, home, rendererDir, clock = createClock() } = options
  const tokenFile = join(prepareRunFolder(home), 'token')
  const hasConsole = existsSync(join(rendererDir, 'index.html'))
  const token = newSecret()
  let loopback: Loopback | undefined
  const shared = share(options, () => (hasConsole && loopback ? loopback.signInUrl() : null))
  const socket = await serveSocket({ ...shared, home, clock })
  try {
    const { port, limits } = options
    loopback = await serveLoopback({ ...shared, port, rendererDir, token, findKey: core.keys.find, clock, limits })
    writePrivate(tokenFile, token)
  } catch (error) {
    await Promise.all([loopback?.close(), socket.close()])
    throw error
  }
  const { url, signInUrl, close } = loopback
  core.announceConsole(hasConsole ? url : null)

  return {
    url,
    signInUrl,
    connect: shared.connect,
    async close() {
      shared.beginClosing()
      core.announceConsole(null)
      rmSync(tokenFile, { force: true })
      await Promise.all([close(), socket.close()])
    },
  }
}

/** Serves a core on its local socket alone, for a command that holds it for its own length. */
export async function createSocketServer(options: CommonOptions): Promise<{ readonly close: () => Promise<void> }> {
  const { home, clock = createClock() } = options
  const shared = share(options, () => null)
  const socket = await serveSocket({ ...shared, home, clock })
  return {
    async close() {
      shared.beginClosing()
      await socket.close()
    },
  }
}

function share(options: CommonOptions, signInUrl: () => string | null) {
  const { core, stop, log, version, clock = createClock(), ids = createIds() } = options
  const noteRefusal = createRefusalLog(log, clock)
  const router = createRouter({ core, log, ids, shell: { stop, signInUrl }, noteRefused: noteRefusal })
  const intake = createIntake()
  let closing = false
  return {
    connect: createMessageApi({ router, intake, log }),
    calls: createCalls({ router, version, intake }),
    log,
    noteRefusal,
    isClosing: () => closing,
    beginClosing: () => {
      closing = true
    },
  }
}
