import type { IncomingMessage } from 'node:http'
import type { ApiContext } from '#api'
import { InterlockError } from '#schemas'
import type { Clock } from '#schemas/format'
import { requireOrigin } from './gate.ts'
import { createRateLimit, REQUEST_RATE } from './rate.ts'
import { hashOf, isSecret } from './secrets.ts'
import type { SignIn } from './sign-in.ts'

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

export interface CallersDeps {
  readonly signIn: SignIn
  readonly clock: Clock
  /** Bearer token of scripts. */
  readonly token: string
  readonly cookieName: string
}

/** Finds out who sent a request: a script by its token, a browser by its cookie. */
export function createCallers({ signIn, clock, token, cookieName }: CallersDeps) {
  const tokenHash = hashOf(token)
  const script: Caller = {
    context: { actor: 'api' },
    admit: createRateLimit(clock, REQUEST_RATE),
    alive: () => true,
  }

  return function callerOf(request: IncomingMessage): Caller | InterlockError {
    const { authorization } = request.headers
    if (authorization !== undefined) {
      const given = /^Bearer ([\w-]{1,128})$/i.exec(authorization)?.[1]
      return given !== undefined && isSecret(tokenHash, given) ? script : new InterlockError('not_signed_in', {})
    }
    const session = cookies(request, cookieName)
      .map(signIn.session)
      .find((found) => found !== undefined)
    if (!session) return new InterlockError('not_signed_in', {})
    return requireOrigin(request) ?? { context: { actor: 'operator' }, admit: session.admit, alive: session.alive }
  }
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
