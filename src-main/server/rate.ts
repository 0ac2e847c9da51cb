import { InterlockError } from '#schemas'
import type { Clock } from '#schemas/format'

/** How many requests in a second over time, and how many at once. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** Every signed-in client, and everybody who is not signed in together. */
export const REQUEST_RATE: Rate = { perSecond: 200, burst: 400 }

/** Ten a minute: a person mistypes, a program guesses. */
export const SIGN_IN_RATE: Rate = { perSecond: 10 / 60, burst: 10 }

/** Counts requests against a rate; the answer to each is what refuses it, if anything does. */
export function createRateLimit(clock: Clock, { perSecond, burst }: Rate): () => InterlockError | undefined {
  let tokens = burst
  let at = clock.monotonic()
  return () => {
    const now = clock.monotonic()
    tokens = Math.min(burst, tokens + ((now - at) / 1000) * perSecond)
    at = now
    if (tokens < 1)
      return new InterlockError('rate_limited', { retry_after_s: Math.max(1, Math.ceil((1 - tokens) / perSecond)) })
    tokens -= 1
    return undefined
  }
}
