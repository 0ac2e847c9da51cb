import type { Logger } from 'pino'
import { InterlockError } from '#schemas'
import { socketOwner } from './caller.ts'
import type { Calls } from './calls.ts'
import { pathOf } from './exchange.ts'
import { listenOnSocket } from './listen.ts'
import { prepareRunFolder } from './private-files.ts'
import { noSuchRoute, plainBody, refuse } from './refusal.ts'
import type { RefusalLog } from './refusal-log.ts'
import { closeHttp, createHttp } from './serve.ts'

export interface SocketServerDeps {
  readonly home: string
  readonly calls: Calls
  readonly isClosing: () => boolean
  readonly log: Logger
  readonly noteRefusal: RefusalLog
}

/**
 * RPC over `run/core.sock`, for the command line. Who can open the socket owns the data directory, and no browser can, so
 * it asks for no sign-in.
 */
export async function serveSocket({ home, calls, isClosing, log, noteRefusal }: SocketServerDeps) {
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
  const remove = await listenOnSocket(server, home)
  return {
    async close(): Promise<void> {
      await closeHttp(server)
      remove()
    },
  }
}
