import type { InterlockError } from '#schemas'
import type { Clock } from '#schemas/format'
import { createRateLimit, REQUEST_RATE } from './rate.ts'
import { hashOf, isSecret, newSecret } from './secrets.ts'

const CODE_MS = 2 * 60 * 1000
const SESSION_IDLE_MS = 12 * 60 * 60 * 1000
const MAX_CODES = 8
const MAX_SESSIONS = 32

/**
 * What a browser proves itself with. It sends the cookie by itself, also to servers on other ports of this host; the key
 * only pages of our own origin can read. Neither is good without the other.
 */
export interface Proof {
  readonly cookie: string
  readonly key: string
}

/** One signed-in browser. */
export interface Session {
  /** Counts a request of this session and keeps it alive. */
  readonly admit: () => InterlockError | undefined
  /** False once nothing was asked for 12 hours, or newer sessions have taken its place. */
  readonly alive: () => boolean
}

interface KeptSession extends Session {
  readonly cookieHash: Buffer
  readonly keyHash: Buffer
}

/**
 * One-time codes and the sessions they open. Both live in memory as hashes, so a stop signs everybody out and a memory
 * dump signs nobody in.
 */
export function createSignIn(clock: Clock) {
  let codes: { hash: Buffer; until: number }[] = []
  let sessions: KeptSession[] = []

  function openSession({ cookie, key }: Proof): KeptSession {
    const limit = createRateLimit(clock, REQUEST_RATE)
    let lastUse = clock.monotonic()
    const session: KeptSession = {
      cookieHash: hashOf(cookie),
      keyHash: hashOf(key),
      admit() {
        lastUse = clock.monotonic()
        return limit()
      },
      alive: () => sessions.includes(session) && clock.monotonic() - lastUse < SESSION_IDLE_MS,
    }
    return session
  }

  return {
    /** A code good for one sign-in within two minutes. */
    newCode(): string {
      const code = newSecret()
      codes = [...codes, { hash: hashOf(code), until: clock.monotonic() + CODE_MS }].slice(-MAX_CODES)
      return code
    },

    /** Trades a code for the proof of a new session; undefined when it is unknown, used or too old. */
    exchange(code: string): Proof | undefined {
      codes = codes.filter(({ until }) => clock.monotonic() < until)
      const found = codes.find(({ hash }) => isSecret(hash, code))
      if (!found) return undefined
      codes = codes.filter((kept) => kept !== found)
      const proof = { cookie: newSecret(), key: newSecret() }
      sessions = [...sessions.filter((each) => each.alive()), openSession(proof)].slice(-MAX_SESSIONS)
      return proof
    },

    session({ cookie, key }: Proof): Session | undefined {
      return sessions.find(({ cookieHash, keyHash, alive }) => {
        const proven = [isSecret(cookieHash, cookie), isSecret(keyHash, key)]
        return !proven.includes(false) && alive()
      })
    },
  }
}

export type SignIn = ReturnType<typeof createSignIn>
