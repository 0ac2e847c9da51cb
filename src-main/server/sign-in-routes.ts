import { z } from 'zod'
import { InterlockError, parseInput } from '#schemas'
import { readJson } from './body.ts'
import { type Exchange, pathOf } from './exchange.ts'
import { checkOrigin, requireOrigin } from './gate.ts'
import { noSuchRoute, plainBody, refuse } from './refusal.ts'
import { isOtherUser } from './peer.ts'
import type { SignIn } from './sign-in.ts'

const exchangeSchema = z.strictObject({ code: z.string().min(1).max(128) })
const MAX_EXCHANGE_BYTES = 1024

export interface SignInRoutesDeps {
  readonly signIn: SignIn
  readonly cookieName: string
  /** Counts an attempt; refuses one too many. */
  readonly attempt: () => InterlockError | undefined
  readonly isSignedIn: (exchange: Exchange) => boolean
}

/** `/auth/exchange` turns the code of an address into a cookie and a key; `/auth/state` says whether both are good. */
export function createSignInRoutes({ signIn, cookieName, attempt, isSignedIn }: SignInRoutesDeps) {
  async function exchange(exchanged: Exchange): Promise<void> {
    const { request, response } = exchanged
    const refused = requireOrigin(request) ?? attempt()
    if (refused) throw refused
    const { code } = parseInput(exchangeSchema, await readJson(exchanged, MAX_EXCHANGE_BYTES), 'sign-in')
    // The address with its code stands in the list of processes while a browser starts, where everybody can read it.
    if (await isOtherUser(request.socket)) throw new InterlockError('user_refused', {})
    const proof = signIn.exchange(code)
    if (proof === undefined) throw new InterlockError('code_invalid', {})
    response.setHeader('Set-Cookie', `${cookieName}=${proof.cookie}; HttpOnly; SameSite=Strict; Path=/`)
    answer(exchanged, { signedIn: true, key: proof.key })
  }

  return async function serveSignIn(exchanged: Exchange): Promise<void> {
    const { request, response } = exchanged
    const refused = checkOrigin(request)
    if (refused) throw refused
    const route = `${request.method} ${pathOf(request)}`
    if (route === 'POST /auth/exchange') await exchange(exchanged)
    else if (route === 'GET /auth/state') answer(exchanged, { signedIn: isSignedIn(exchanged) })
    else refuse(response, noSuchRoute, plainBody)
  }
}

function answer({ response }: Exchange, body: { signedIn: boolean; key?: string }): void {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}
