import type { Query, QueryClient } from '@tanstack/react-query'
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { KillSwitch } from '#schemas'
import type { Touched } from '#schemas/contract'
import type { Client } from '../client/client.ts'
import { killSwitchKey } from '../client/queries.ts'
import type { SetCoreClock } from './core-clock.ts'
import { follow } from './follow.ts'
import { createRefetchGate } from './refetch-gate.ts'
import { isTouched, type LiveMeta } from './touch.ts'
import { createUsageBoard, type LiveUsage, type UsageBoard, useUsageOf } from './usage.ts'

const REFETCH_EVERY_MS = 250
/** After this much silence the core is asked for a sign of life. */
const PROBE_AFTER_MS = 1000
const PROBE_DEADLINE_MS = 5000
/** Contact counts as lost when the core has been silent this long although it was asked. */
const SILENCE_MS = 1900

/** How this page stands with the core. Changes seldom, so that what reads it draws seldom. */
export interface LiveState {
  contact: 'connecting' | 'live' | 'lost'
  /** Last sign of life before contact was lost, by the core's clock; undefined before the first. */
  lastContact: number | undefined
  paused: boolean
}

/** How far the ledger has come. Changes with each batch. */
export interface LiveProgress {
  /** The ledger's head as far as this page knows. */
  head: number | undefined
  /** Events that came while lists were held. */
  behind: number
}

/** Whether the page is in sight. */
export interface Visibility {
  readonly hidden: () => boolean
  readonly onChange: (tell: () => void) => () => void
}

export interface LiveOptions {
  client: Client
  queries: QueryClient
  clock: SetCoreClock
  visibility: Visibility
}

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: { live?: LiveMeta }
  }
}

/**
 * Keeps what is on screen true: one subscription names what changed, and exactly the queries it makes old are asked again.
 * A hidden page and Pause hold lists; the kill switch and contact are always live.
 */
export function createLive({ client, queries, clock, visibility }: LiveOptions) {
  const stop = new AbortController()
  const usage = createUsageBoard()
  const listeners = new Set<() => void>()
  const batchListeners = new Set<(touched: Touched) => void>()
  const held = new Map<string, Query>()
  let heldFrom: number | undefined
  let state: LiveState = { contact: 'connecting', lastContact: undefined, paused: false }
  let progress: LiveProgress = { head: undefined, behind: 0 }
  let lastHeard: number | undefined
  let lifeTimers: ReturnType<typeof setTimeout>[] = []

  const gate = createRefetchGate({
    everyMs: REFETCH_EVERY_MS,
    now: () => performance.now(),
    after: (ms, run) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  })

  function change(next: Partial<LiveState>): void {
    state = { ...state, ...next }
    for (const tell of listeners) tell()
  }

  function proceed(next: LiveProgress): void {
    if (next.head === progress.head && next.behind === progress.behind) return
    progress = next
    for (const tell of listeners) tell()
  }

  function heard(now?: string): void {
    if (now === undefined) clock.goOn()
    else clock.set(now)
    lastHeard = clock.now()
    expectLife()
    if (state.contact === 'live') return
    change({ contact: 'live' })
    // What was missed while there was no contact is not known, so everything on screen is asked again.
    for (const query of queries.getQueryCache().getAll()) refreshOrHold(query)
  }

  const holding = () => state.paused || visibility.hidden()

  function onBatch(touched: Touched): void {
    heard(touched.now)
    usage.take(touched.usage, clock.now())
    const hold = holding()
    if (hold) heldFrom ??= progress.head ?? touched.head
    proceed({ head: touched.head, behind: heldFrom === undefined ? 0 : touched.head - heldFrom })
    for (const query of queries.getQueryCache().getAll()) {
      const live = query.meta?.live
      if (!live || !isTouched(live, touched)) continue
      // A first question under way is waited for, not asked anew, and its answer may be from before this change.
      const first = query.state.data === undefined && query.state.fetchStatus === 'fetching'
      refreshOrHold(query)
      if (first) refreshOrHold(query)
    }
    if (!hold) for (const tell of batchListeners) tell(touched)
  }

  function refreshOrHold(query: Query): void {
    if (isHeld(query)) held.set(query.queryHash, query)
    else refresh(query)
  }

  const isHeld = (query: Query) => holding() && query.meta?.live?.always !== true

  function refresh(query: Query): void {
    const ask = async () => {
      // Its turn may come when lists have been held meanwhile.
      if (isHeld(query)) held.set(query.queryHash, query)
      else await queries.invalidateQueries({ queryKey: query.queryKey, exact: true })
    }
    gate.run(query.queryHash, ask, query.meta?.live?.everyMs)
  }

  function catchUp(): void {
    if (holding()) return
    const missed = [...held.values()]
    held.clear()
    const { head } = progress
    const from = heldFrom
    heldFrom = undefined
    proceed({ head, behind: 0 })
    for (const query of missed) refresh(query)
    if (head !== undefined && from !== undefined && head > from) {
      const touched: Touched = {
        head,
        now: new Date(clock.now()).toISOString(),
        topics: ['jobs', 'ledger'],
        jobs: [],
        many: true,
        usage: [],
      }
      for (const tell of batchListeners) tell(touched)
    }
  }

  /** Sets when the core is asked for a sign of life, and when its silence counts as lost contact. */
  function expectLife(): void {
    for (const timer of lifeTimers) clearTimeout(timer)
    if (stop.signal.aborted) return
    lifeTimers = [setTimeout(() => void probe(), PROBE_AFTER_MS), setTimeout(lose, SILENCE_MS)]
  }

  /** The question takes the kill switch with it, so that it is never older than contact. */
  async function probe(): Promise<void> {
    try {
      const killSwitch: KillSwitch = await client.killSwitch.get(undefined, {
        context: { deadlineMs: PROBE_DEADLINE_MS },
        signal: stop.signal,
      })
      queries.setQueryData(killSwitchKey, killSwitch)
      heard()
    } catch {
      // Silence is judged by the timer of expectLife; asking goes on until the core answers.
      if (!stop.signal.aborted) setTimeout(() => void probe(), PROBE_AFTER_MS)
    }
  }

  function lose(): void {
    clock.hold(lastHeard)
    if (state.contact !== 'lost') change({ contact: 'lost', lastContact: lastHeard })
  }

  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

  return {
    usage,
    state: () => state,
    progress: () => progress,
    subscribe: (tell: () => void) => {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
    /** Tells of each batch that is not held, for what follows the ledger by itself. */
    onBatch: (tell: (touched: Touched) => void) => {
      batchListeners.add(tell)
      return () => void batchListeners.delete(tell)
    },
    setPaused(paused: boolean): void {
      change({ paused })
      catchUp()
    },
    /** The socket closed. */
    dropped(): void {
      lose()
    },
    start(): void {
      stop.signal.addEventListener('abort', visibility.onChange(catchUp))
      void follow({ client, signal: stop.signal, after: () => progress.head, onBatch, wait })
      expectLife()
    },
    stop(): void {
      stop.abort()
      expectLife()
      gate.stop()
    },
  }
}

export type Live = ReturnType<typeof createLive>

export const LiveContext = createContext<Live | undefined>(undefined)

function useLiveRoom(): Live {
  const live = useContext(LiveContext)
  if (!live) throw new Error('No live updates around this component.')
  return live
}

/** How this page stands with the core, and Pause. */
export function useLive(): LiveState & Pick<Live, 'setPaused' | 'onBatch'> {
  const live = useLiveRoom()
  return { ...useSyncExternalStore(live.subscribe, live.state), setPaused: live.setPaused, onBatch: live.onBatch }
}

/** How far the ledger has come; draws with each batch, up to ten times a second. */
export function useLiveProgress(): LiveProgress {
  const live = useLiveRoom()
  return useSyncExternalStore(live.subscribe, live.progress)
}

/** Live figures of a run, or of a job's current run. */
export function useRunUsage(run: string | null): LiveUsage | undefined {
  return useUsageOf(useLiveRoom().usage, (board: UsageBoard) => (run === null ? undefined : board.ofRun(run)))
}
export function useJobUsage(job: string): LiveUsage | undefined {
  return useUsageOf(useLiveRoom().usage, (board: UsageBoard) => board.ofJob(job))
}
