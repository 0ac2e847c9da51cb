import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import { type Client, useClient, useLive } from '../../app/index.ts'
import { addFresh, addOlder, beginFeed, type Feed, isFull, newestSeq, showFresh } from './feed.ts'
import type { LedgerFilter } from './search.ts'

const PAGE = 100
const AHEAD = 25
const MOST_FRESH = 500
const ASK_EVERY_MS = 250

interface FeedState {
  feed: Feed | undefined
  error: unknown
  loading: boolean
}

type Act =
  | { do: 'begin'; feed: Feed }
  | { do: 'change'; change: (feed: Feed) => Feed }
  | { do: 'fail'; error: unknown }
  | { do: 'load' }

function reduce(state: FeedState, act: Act): FeedState {
  switch (act.do) {
    case 'begin':
      return { feed: act.feed, error: undefined, loading: false }
    case 'change':
      return { feed: state.feed && act.change(state.feed), error: undefined, loading: false }
    case 'fail':
      return { ...state, error: act.error, loading: false }
    case 'load':
      return { ...state, loading: true }
  }
}

/**
 * Follows the ledger under a filter: the newest page, older ones on demand, newer ones as they are written. While `held`,
 * new rows are counted and kept back. `from` opens it at a row instead of at the head.
 */
export function useFeed(asked: LedgerFilter, held: boolean, from: number | undefined) {
  const filter = useSame(asked)
  const client = useClient()
  const { onBatch } = useLive()
  const [state, act] = useReducer(reduce, { feed: undefined, error: undefined, loading: true })
  const latest = useRef({ state, held, filter })
  useEffect(() => {
    latest.current = { state, held, filter }
  })

  // Only the list that was asked for last begins: an earlier one may be of another filter.
  const begun = useRef(0)
  const begin = useCallback(
    async (signal: AbortSignal | undefined, at: number | undefined) => {
      const mine = ++begun.current
      act({ do: 'load' })
      try {
        const query = {
          filter,
          limit: PAGE,
          ...(at === undefined ? {} : { before: at + AHEAD }),
        }
        const page = await client.events.page(query, signal ? { signal } : {})
        if (mine === begun.current) act({ do: 'begin', feed: beginFeed(page) })
      } catch (error) {
        if (mine === begun.current && signal?.aborted !== true) act({ do: 'fail', error })
      }
    },
    [client, filter],
  )

  // The row to open at counts when the page appears or the filter changes, not while one moves through the rows.
  const start = useRef(from)
  useEffect(() => {
    const stop = new AbortController()
    void begin(stop.signal, start.current)
    start.current = undefined
    return () => stop.abort()
  }, [begin])

  const ready = state.feed !== undefined
  useEffect(() => {
    if (!ready) return
    return followFresh(
      client,
      onBatch,
      () => latest.current,
      (change) => act({ do: 'change', change }),
    )
  }, [client, onBatch, ready])

  useEffect(() => {
    if (!held) act({ do: 'change', change: showFresh })
  }, [held])

  const older = useCallback(() => {
    const { feed, loading } = latest.current.state
    const oldest = feed?.rows.at(-1)
    if (!feed?.more || isFull(feed) || loading || !oldest) return
    act({ do: 'load' })
    const { filter } = latest.current
    client.events
      .page({ filter, before: oldest.seq, limit: PAGE })
      .then((page) => {
        if (latest.current.filter === filter) act({ do: 'change', change: (now) => addOlder(now, oldest.seq, page) })
      })
      .catch((error: unknown) => act({ do: 'fail', error }))
  }, [client])

  const show = useCallback(() => {
    if (latest.current.state.feed?.overflow === true) void begin(undefined, undefined)
    else act({ do: 'change', change: showFresh })
  }, [begin])

  return {
    ...state,
    older,
    show,
    retry: () => void begin(undefined, undefined),
    /** Opens the list around a row that is not loaded. */
    jump: (seq: number) => void begin(undefined, seq),
  }
}

/** The same object for as long as it says the same. */
function useSame<T>(value: T): T {
  const [kept, setKept] = useState(value)
  if (JSON.stringify(kept) === JSON.stringify(value)) return kept
  setKept(value)
  return value
}

/** Asks for rows after the newest one whenever the ledger grew, one question at a time. */
function followFresh(
  client: Client,
  onBatch: ReturnType<typeof useLive>['onBatch'],
  latest: () => { state: FeedState; held: boolean; filter: LedgerFilter },
  change: (change: (feed: Feed) => Feed) => void,
): () => void {
  const stop = new AbortController()
  let asking = false
  let again = true
  async function ask(): Promise<void> {
    if (asking) return
    asking = true
    while (again && !stop.signal.aborted) {
      again = false
      const { state, filter } = latest()
      if (!state.feed || state.feed.overflow) break
      const after = newestSeq(state.feed)
      try {
        const page = await client.events.page({ filter, after, limit: MOST_FRESH }, { signal: stop.signal })
        const now = latest()
        const same = now.filter === filter && now.state.feed !== undefined && newestSeq(now.state.feed) === after
        if (same) change((feed) => addFresh(feed, after, page, now.held))
        else again = true
      } catch {
        // Lost contact is shown by the frame; the next batch asks again.
      }
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
    }
    asking = false
  }
  void ask()
  const leave = onBatch(({ topics }) => {
    if (!topics.includes('ledger')) return
    again = true
    void ask()
  })
  return () => {
    stop.abort()
    leave()
  }
}
