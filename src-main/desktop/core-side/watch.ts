import type { Status } from '#schemas'
import type { Touched } from '#schemas/contract'
import type { CoreClient } from '#server/client'
import type { CoreState, CoreWatch } from './types.ts'

/** Changes that come faster than this are pulled together, but for the kill switch, which nobody waits for. */
const PULL_EVERY_MS = 250

export type ContactState = Pick<CoreState, 'mode' | 'contact' | 'canRunHere'>

export interface FollowedWatch extends CoreWatch {
  /** Pulls the state, then follows what changes, until contact is lost or the signal aborts. */
  readonly follow: (signal: AbortSignal, begun: () => void) => Promise<void>
  readonly setContact: (contact: Partial<ContactState>) => void
}

/** Keeps the state of a core at hand from a first status on: it asks again whenever something has changed. */
export function createWatch(client: CoreClient, contact: ContactState, first: Status): FollowedWatch {
  const listeners = new Set<(state: CoreState) => void>()
  let state: CoreState = { ...contact, ...partOf(first) }

  function change(next: Partial<CoreState>): void {
    const before = JSON.stringify(state)
    state = { ...state, ...next }
    if (JSON.stringify(state) === before) return
    for (const tell of listeners) tell(state)
  }

  async function pull(signal: AbortSignal): Promise<void> {
    change(partOf(await client.system.status(undefined, { signal })))
  }

  return {
    state: () => state,
    onChange(tell) {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
    setContact: change,
    async follow(signal, begun) {
      await pull(signal)
      begun()
      const changes = await client.events.follow({}, { signal })
      let pulledAt = performance.now()
      let later: NodeJS.Timeout | undefined
      const pullNow = () => {
        clearTimeout(later)
        later = undefined
        pulledAt = performance.now()
        return pull(signal)
      }
      try {
        for await (const touched of changes) {
          if (!concerns(touched)) continue
          const waitMs = PULL_EVERY_MS - (performance.now() - pulledAt)
          if (touched.topics.includes('kill_switch') || waitMs <= 0) await pullNow()
          // Where it fails, the core is gone, which the end of this stream says.
          else later ??= setTimeout(() => void pullNow().catch(() => undefined), waitMs)
        }
      } finally {
        clearTimeout(later)
      }
    },
  }
}

function concerns({ topics }: Touched): boolean {
  return topics.some((topic) => topic !== 'desk' && topic !== 'ledger')
}

function partOf({ kill_switch, counts, approvals }: Status): Omit<CoreState, keyof ContactState> {
  return {
    killSwitch: kill_switch,
    running: counts.running,
    queued: counts.queued,
    pendingApprovals: approvals,
  }
}
