import { z } from 'zod'
import { dropKey, keepKey, keyHeader, readKey } from './session-key.ts'

/** How this page stands with the core before its first call. */
export type SignIn = 'signed_in' | 'not_signed_in' | 'code_refused' | 'user_refused' | 'no_contact'

const exchangedSchema = z.object({ key: z.string() })
const refusedSchema = z.object({ code: z.string() })
const stateSchema = z.object({ signedIn: z.boolean() })
const CODE = /(?:^#|&)code=([^&]+)/

/**
 * Trades the one-time code of the address for a session. The code leaves the address and the history at once, whatever
 * becomes of it.
 */
export async function signIn(): Promise<SignIn> {
  const code = CODE.exec(location.hash)?.[1]
  if (code === undefined) return await probe()
  history.replaceState(history.state, '', location.pathname + location.search)
  let refusal: SignIn = 'code_refused'
  try {
    const answer = await fetch('/auth/exchange', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: decodeURIComponent(code) }),
    })
    if (answer.ok) {
      keepKey(exchangedSchema.parse(await answer.json()).key)
      return 'signed_in'
    }
    if (refusedSchema.parse(await answer.json()).code === 'user_refused') refusal = 'user_refused'
  } catch {
    return 'no_contact'
  }
  // An old link in a browser that is signed in already is no reason to lock anybody out.
  return (await probe()) === 'signed_in' ? 'signed_in' : refusal
}

/** Whether the address holds a code to trade. */
export function hasCode(): boolean {
  return CODE.test(location.hash)
}

/** A refused WebSocket says nothing of its reason, so one plain request asks. A key that is no longer good is dropped. */
export async function probe(): Promise<SignIn> {
  try {
    const key = readKey()
    const answer = await fetch('/auth/state', { headers: keyHeader(key) })
    const { signedIn } = stateSchema.parse(await answer.json())
    if (signedIn) return 'signed_in'
    dropKey(key)
    return 'not_signed_in'
  } catch {
    return 'no_contact'
  }
}
