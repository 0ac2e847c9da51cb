import type { Server as HttpServer, ServerOptions } from 'node:http'
import type { Logger } from 'pino'
import { isInterlockError } from '#schemas'
import { type Exchange, pathOf } from './exchange.ts'
import type { RefusalLog } from './refusal-log.ts'
import { plainBody, refuse, rpcBody, toRefusal } from './refusal.ts'

/** Bounds on how slowly a request may come in, how large its headers may be and how many connections there are. */
const LIMITS: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16 * 1024,
  // Node would answer a missing Host with 400; it is our answer to give.
  requireHostHeader: false,
}
const MAX_CONNECTIONS = 256

/** Imported as an ES module it would bring all of `fetch` with it, which takes Node 24 some 30 ms and nobody here needs. */
const { createServer: createHttpServer } = process.getBuiltinModule('node:http')

export interface ServeDeps {
  readonly serve: (exchange: Exchange) => Promise<void>
  readonly log: Logger
  readonly noteRefusal: RefusalLog
  readonly limits?: ServerOptions | undefined
}

/** An HTTP server in which every failure of `serve` ends as an answer, never as an unhandled rejection. */
export function createHttp({ serve, log, noteRefusal, limits }: ServeDeps): HttpServer {
  function fail(error: unknown, { request, response }: Exchange): void {
    const path = pathOf(request)
    if (isInterlockError(error)) noteRefusal(error.code, path)
    else if (response.destroyed || request.errored) return log.debug({ err: error }, 'A client left early')
    else log.error({ err: error, path: path.slice(0, 64) }, 'A request failed unexpectedly')
    if (response.headersSent) response.destroy()
    else refuse(response, toRefusal(error), path.startsWith('/rpc') ? rpcBody : plainBody)
  }

  const take = (exchange: Exchange) => {
    serve(exchange).catch((error: unknown) => fail(error, exchange))
  }
  const server = createHttpServer({ ...LIMITS, ...limits })
  server.maxConnections = MAX_CONNECTIONS
  server.on('request', (request, response) => take({ request, response, proceed: () => {} }))
  server.on('checkContinue', (request, response) =>
    take({ request, response, proceed: () => response.writeContinue() }),
  )
  return server
}

/** How long requests under way get to end, and how often those that kept their connection are let go. */
const CLOSE_MS = 1000
const LET_GO_MS = 25

/** Ends a server: what is under way may finish within a second, streams are cut. */
export async function closeHttp(server: HttpServer): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const letGo = setInterval(() => server.closeIdleConnections(), LET_GO_MS)
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS)
  await closed
  clearInterval(letGo)
  clearTimeout(cut)
}
