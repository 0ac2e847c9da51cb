import type { IncomingMessage } from 'node:http'
import type { ApiContext } from '#api'
import type { Core } from '#core'
import { InterlockError } from '#schemas'
import type { Clock } from '#schemas/format'
import { requireOrigin } from './gate.ts'
import { createRateLimit, REQUEST_RATE } from './rate.ts'
import { hashOf, isSecret } from './secrets.ts'
import type { SignIn } from './sign-in.ts'

const KEY = /^[\w-]{43}$/
const KEY_PROTOCOL = 'key.'

/** Who a request was found to come from. */
export interface Caller {
  readonly context: ApiContext
  /** Counts a request; says why it may not be made now. */
  readonly admit: () => InterlockError | undefined
  /** Whether what was found still holds, for connections that stay open. */
  readonly alive: () => boolean
}

/** The owner of the data directory, by the socket only they can reach. */
export const socketOwner: Caller = { context: { actor: 'cli' }, admit: () => undefined, alive: () => true }

/** The same, where a window of the desktop stays connected: what comes from it the operator did there. */
export const windowOfOwner: Caller = { ...socketOwner, context: { actor: 'operator' } }

export interface CallersDeps {
  readonly signIn: SignIn
  readonly clock: Clock
  /** Bearer token of scripts, made anew at each start: everything but what is the operator's to decide. */
  readonly token: string
  readonly findKey: Core['keys']['find']
  readonly cookieName: string
}

/** Finds out who sent a request: a program by its key or the token, a browser by its cookie and key. */
export function createCallers({ signIn, clock, token, findKey, cookieName }: CallersDeps) {
  const tokenHash = hashOf(token)
  const script: Caller = {
    context: {
      actor: 'api',
      key: { actor: 'api', spec: { rights: ['operate'] }, ended: () => undefined, refused() {} },
    },
    admit: createRateLimit(clock, REQUEST_RATE),
    alive: () => true,
  }

  const limits = new Map<string, Caller['admit']>()

  function byKey(given: string): Caller | InterlockError {
    const key = findKey(given)
    if (key === undefined) return new InterlockError('not_signed_in', {})
    const ended = key.ended()
    if (ended !== undefined) return ended
    const limit = limits.get(key.id) ?? createRateLimit(clock, REQUEST_RATE)
    limits.set(key.id, limit)
    return {
      context: { actor: key.actor, key },
      admit() {
        key.used()
        return limit()
      },
      alive: () => key.ended() === undefined,
    }
  }

  return function callerOf(request: IncomingMessage): Caller | InterlockError {
    const { authorization } = request.headers
    if (authorization !== undefined) {
      const given = /^Bearer ([\w-]{1,128})$/i.exec(authorization)?.[1]
      if (given === undefined) return new InterlockError('not_signed_in', {})
      return isSecret(tokenHash, given) ? script : byKey(given)
    }
    const key = keyOf(request)
    if (key === undefined) return new InterlockError('not_signed_in', {})
    const session = cookies(request, cookieName)
      .map((cookie) => signIn.session({ cookie, key }))
      .find((found) => found !== undefined)
    if (!session) return new InterlockError('not_signed_in', {})
    return requireOrigin(request) ?? { context: { actor: 'operator' }, admit: session.admit, alive: session.alive }
  }
}

/** The key beside the cookie. A page cannot put a header on a WebSocket, so there it is one of the offered subprotocols. */
function keyOf({ headers }: IncomingMessage): string | undefined {
  if (headers.upgrade === undefined) return KEY.exec(String(headers['x-interlock-key']))?.[0]
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim())
  const key = offered.find((each) => each.startsWith(KEY_PROTOCOL))?.slice(KEY_PROTOCOL.length)
  return KEY.exec(key ?? '')?.[0]
}

/** All cookies of a name: a page on another port can plant one of its own beside ours. */
function cookies(request: IncomingMessage, name: string): string[] {
  return (request.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
    .slice(0, 4)
}
