import type { IncomingMessage, ServerOptions } from 'node:http'
import type { Logger } from 'pino'
import type { createMessageApi } from '#api'
import { InterlockError } from '#schemas'
import type { Clock } from '#schemas/format'
import { type Caller, type CallersDeps, createCallers } from './caller.ts'
import type { Calls } from './calls.ts'
import { createConsoleFiles } from './console-files.ts'
import { type Exchange, pathOf } from './exchange.ts'
import { checkEmbedding, checkHost, checkOrigin } from './gate.ts'
import { listenOnLoopback } from './listen.ts'
import { createRateLimit, REQUEST_RATE, SIGN_IN_RATE } from './rate.ts'
import { plainBody, refuse, wrongMethod } from './refusal.ts'
import type { RefusalLog } from './refusal-log.ts'
import { createSecurityHeaders } from './security-headers.ts'
import { closeHttp, createHttp } from './serve.ts'
import { createSignIn } from './sign-in.ts'
import { createSignInRoutes } from './sign-in-routes.ts'
import { createWebSockets } from './web-sockets.ts'

export interface LoopbackDeps {
  readonly calls: Calls
  readonly connect: ReturnType<typeof createMessageApi>
  readonly port: number | undefined
  readonly rendererDir: string
  readonly token: string
  readonly findKey: CallersDeps['findKey']
  readonly isClosing: () => boolean
  readonly clock: Clock
  readonly log: Logger
  readonly noteRefusal: RefusalLog
  readonly limits?: ServerOptions | undefined
}

/** The console, its calls and REST on 127.0.0.1. Every request passes Host, then origin, then sign-in, then rate. */
export async function serveLoopback(deps: LoopbackDeps) {
  const { calls, connect, rendererDir, token, findKey, isClosing, clock, log, noteRefusal, limits } = deps
  const server = createHttp({ serve: (exchange) => serve(exchange), log, noteRefusal, limits })
  const port = await listenOnLoopback(server, deps.port)

  const cookieName = `interlock_${port}`
  const signIn = createSignIn(clock)
  const callerOf = createCallers({ signIn, clock, token, findKey, cookieName })
  const signInRoutes = createSignInRoutes({
    signIn,
    cookieName,
    attempt: createRateLimit(clock, SIGN_IN_RATE),
    isSignedIn: ({ request }) => !(callerOf(request) instanceof InterlockError),
  })
  const serveFile = createConsoleFiles(rendererDir)
  const setSecurityHeaders = createSecurityHeaders(port)
  const admitStranger = createRateLimit(clock, REQUEST_RATE)
  const sockets = createWebSockets({ connect, admit: callerOfUpgrade, clock, log, noteRefusal })
  server.on('upgrade', sockets.upgrade)

  async function serve(exchange: Exchange): Promise<void> {
    const { request, response } = exchange
    setSecurityHeaders(response)
    pass(checkHost(request, port))
    if (isClosing()) throw new InterlockError('core_stopping', {})
    const path = pathOf(request)
    if (path.startsWith('/rpc/')) await calls.rpc(exchange, signedIn(request))
    else if (path.startsWith('/v0/')) await calls.rest(exchange, signedIn(request))
    else if (path.startsWith('/auth/')) {
      pass(checkOrigin(request) ?? admitStranger())
      await signInRoutes(exchange)
    } else if (request.method === 'GET' || request.method === 'HEAD') {
      pass(checkEmbedding(request) ?? admitStranger())
      await serveFile(exchange, path)
    } else {
      pass(checkOrigin(request))
      refuse(response, wrongMethod, plainBody)
    }
  }

  function signedIn(request: IncomingMessage): Caller {
    pass(checkOrigin(request))
    const caller = callerOf(request)
    if (!(caller instanceof InterlockError)) return caller
    throw admitStranger() ?? caller
  }

  function callerOfUpgrade(request: IncomingMessage): Caller {
    pass(checkHost(request, port))
    if (isClosing()) throw new InterlockError('core_stopping', {})
    return signedIn(request)
  }

  const url = `http://127.0.0.1:${port}`
  return {
    url,
    /** The code stands behind `#`, which browsers keep to themselves: it reaches no log and no Referer. */
    signInUrl: () => `${url}/#code=${signIn.newCode()}`,
    async close(): Promise<void> {
      sockets.close()
      await closeHttp(server)
    },
  }
}

export type Loopback = Awaited<ReturnType<typeof serveLoopback>>

function pass(refusal: InterlockError | undefined): void {
  if (refusal) throw refusal
}
