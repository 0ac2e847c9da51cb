import type { KillSwitch, Status } from '#schemas'
import type { Touched } from '#schemas/contract'
import type { CoreClient } from '#server/client'
import { OtherVersion, otherVersionOf } from './other-version.ts'
import type { CoreState, CoreWatch } from './types.ts'

/** Changes that come faster than this are pulled together, but for the kill switch, which nobody waits for. */
const PULL_EVERY_MS = 250

export type ContactState = Pick<CoreState, 'mode' | 'contact' | 'canRunHere' | 'otherVersion'>

export interface FollowedWatch extends CoreWatch {
  /**
   * Pulls the state, then follows what changes, until contact is lost or the signal aborts.
   * @throws OtherVersion where the core is not of ours
   */
  readonly follow: (signal: AbortSignal, begun: () => void) => Promise<void>
  readonly setContact: (contact: Partial<ContactState>) => void
}

export interface WatchDeps {
  readonly client: CoreClient
  /** Of this application, and of every core it understands. */
  readonly version: string
  readonly contact: ContactState
  /** The first status; undefined where no core of our version has answered yet. */
  readonly first: Status | undefined
}

/** Keeps the state of a core at hand from a first status on: it asks again whenever something has changed. */
export function createWatch({ client, version, contact, first }: WatchDeps): FollowedWatch {
  const listeners = new Set<(state: CoreState) => void>()
  let state: CoreState = { ...contact, ...(first === undefined ? UNHEARD : partOf(first)) }
  let pulling: Promise<unknown> = Promise.resolve()

  function change(next: Partial<CoreState>): void {
    const before = JSON.stringify(state)
    state = { ...state, ...next }
    if (JSON.stringify(state) === before) return
    for (const tell of listeners) tell(state)
  }

  /** One after the other, so that no older answer comes last. */
  function pull(signal?: AbortSignal): Promise<void> {
    const pulled = pulling.then(async () => {
      const status = await client.system.status(undefined, signal === undefined ? {} : { signal })
      const other = otherVersionOf(status, version)
      if (other !== null) throw new OtherVersion(other)
      change(partOf(status))
    })
    pulling = pulled.catch(() => undefined)
    return pulled
  }

  return {
    state: () => state,
    onChange(tell) {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
    async refresh() {
      await pull()
      return state
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

/** Stands in a state without contact only, where nobody reads it as true. */
export const UNKNOWN_SWITCH: KillSwitch = {
  mode: 'released',
  since: null,
  source: null,
  note: null,
  file_present: false,
  stopping: [],
  killed: [],
  waiting: 0,
  ended_ms: null,
  processes_ended: null,
}
const UNHEARD = { killSwitch: UNKNOWN_SWITCH, running: 0, queued: 0, pendingApprovals: 0 }
