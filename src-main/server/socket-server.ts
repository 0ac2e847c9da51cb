import type { Logger } from 'pino'
import type { createMessageApi } from '#api'
import { InterlockError } from '#schemas'
import type { Clock } from '#schemas/format'
import { socketOwner, windowOfOwner } from './caller.ts'
import type { Calls } from './calls.ts'
import { pathOf } from './exchange.ts'
import { listenOnSocket } from './listen.ts'
import { prepareRunFolder } from './private-files.ts'
import { noSuchRoute, plainBody, refuse } from './refusal.ts'
import type { RefusalLog } from './refusal-log.ts'
import { closeHttp, createHttp } from './serve.ts'
import { createWebSockets } from './web-sockets.ts'

export interface SocketServerDeps {
  readonly home: string
  readonly calls: Calls
  readonly connect: ReturnType<typeof createMessageApi>
  readonly clock: Clock
  readonly isClosing: () => boolean
  readonly log: Logger
  readonly noteRefusal: RefusalLog
}

/**
 * RPC over `run/core.sock`, for the command line, and WebSockets, for windows of a desktop that runs no core of its own. Who can
 * open the socket owns the data directory, and no browser can, so it asks for no sign-in.
 */
export async function serveSocket({ home, calls, connect, clock, isClosing, log, noteRefusal }: SocketServerDeps) {
  prepareRunFolder(home)
  const server = createHttp({
    log,
    noteRefusal,
    async serve(exchange) {
      if (isClosing()) throw new InterlockError('core_stopping', {})
      if (pathOf(exchange.request).startsWith('/rpc/')) await calls.rpc(exchange, socketOwner)
      else refuse(exchange.response, noSuchRoute, plainBody)
    },
  })
  const sockets = createWebSockets({
    connect,
    admit() {
      if (isClosing()) throw new InterlockError('core_stopping', {})
      return windowOfOwner
    },
    clock,
    log,
    noteRefusal,
  })
  server.on('upgrade', sockets.upgrade)
  const remove = await listenOnSocket(server, home)
  return {
    async close(): Promise<void> {
      sockets.close()
      await closeHttp(server)
      remove()
    },
  }
}
