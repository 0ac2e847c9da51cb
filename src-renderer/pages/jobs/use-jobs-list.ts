import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { ListFilter } from '#schemas/filter'
import { useClient } from '../../app/index.ts'
import { useCoreClock } from '../../components/index.ts'
import { firstPage, letGo, showFresh, showNext, takeAgain } from './list-model.ts'
import type { ListModel, ListOrder } from './list-places.ts'
import { askFor, NEXT_PAGE, PAGE, pagesOfRows, countRows } from './list-rows.ts'
import { createAsk, listKey } from './queries.ts'
import { refresh, type RowsInView } from './refresh-list.ts'
import { useFollowRows } from './use-follow-rows.ts'
import { usePaging } from './use-paging.ts'
import { useSlow } from './use-slow.ts'

/** Browsers draw nothing beyond some 16 million pixels; so many rows fit at any density. */
const MOST_ROWS = 400_000

/** Fewer rows than this do not fill a window. */
const FEW = 60

/** Words are found some time after a job was added. */
const INDEX_MS = 1500

/** How long what a filter finds may lag behind the jobs. */
export function lagOf({ q }: ListFilter): number {
  return q === '' ? 0 : INDEX_MS
}

interface Options {
  /** The same for the same filter and order. */
  readonly key: string
  readonly enabled: boolean
  /** Nobody may move rows now. */
  readonly held: boolean
}

/**
 * The list of jobs under a filter. Rows in view are kept true; which rows are shown changes only while nobody is at them.
 */
export function useJobsList(filter: ListFilter, order: ListOrder, { key, enabled, held }: Options) {
  const client = useClient()
  const queries = useQueryClient()
  const clock = useCoreClock()
  const inView = useRef<RowsInView>({ first: 0, last: 0 })
  const { next, begin, end, signalOf } = usePaging(key)
  const ask = useMemo(() => createAsk({ client, filter, order, clock }), [client, filter, order, clock])

  const query = useQuery({
    queryKey: listKey(key),
    // The first answer starts the list; every later one only refreshes what is in view.
    queryFn: async ({ signal, queryKey }) => {
      const known = () => queries.getQueryData<ListModel>(queryKey)
      if (known() === undefined) return firstPage(key, order, await ask({ limit: PAGE }, signal))
      return await refresh({ client, ask, known, inView: inView.current, signal })
    },
    enabled,
    placeholderData: keepPreviousData,
    structuralSharing: false,
    // Followed only while it is shown: what changed meanwhile is asked for when one comes back.
    staleTime: 0,
    // A list that was left is stale soon, and may be large.
    gcTime: 30_000,
  })
  const model = query.data
  const settled = !query.isPlaceholderData

  const change = useCallback(
    (by: (model: ListModel) => ListModel) =>
      queries.setQueryData<ListModel>(listKey(key), (before) => before && by(before)),
    [queries, key],
  )
  const again = useCallback(() => queries.invalidateQueries({ queryKey: listKey(key), exact: true }), [queries, key])
  useFollowRows({ enabled, everyMs: 400, lagMs: lagOf(filter), again })

  const showNew = useCallback(() => {
    if (model?.overflowed === true) void queries.resetQueries({ queryKey: listKey(key) })
    else change(showFresh)
  }, [model?.overflowed, queries, key, change])

  const waiting = model !== undefined && (model.fresh.size > 0 || model.gone.size > 0)
  useEffect(() => {
    if (waiting && settled && !held) showNew()
  }, [waiting, settled, held, showNew])

  const { loading: loadingNext, error: nextError } = next
  const loadNext = useCallback(() => {
    if (loadingNext || !settled || model === undefined || model.cursor === null || countRows(model) >= MOST_ROWS) return
    const { cursor } = model
    const signal = signalOf()
    begin()
    ask({ cursor, limit: NEXT_PAGE }, signal)
      .then((page) => change((before) => (before.cursor === cursor ? showNext(before, page) : before)))
      .then(
        () => end(),
        (error: unknown) => end(signal.aborted ? undefined : error),
      )
  }, [loadingNext, settled, model, ask, change, begin, end, signalOf])

  // What is shown may have left the list, as under a bulk act, while more of it lies behind.
  const runsOut = settled && !held && model !== undefined && model.cursor !== null && countRows(model) < FEW
  useEffect(() => {
    if (!runsOut || nextError !== undefined) return
    const timer = setTimeout(loadNext)
    return () => clearTimeout(timer)
  }, [runsOut, nextError, loadNext])

  const filling = useRef<AbortSignal>(undefined)
  const fill = useCallback(async () => {
    const signal = signalOf()
    if (filling.current === signal) return
    filling.current = signal
    try {
      for (;;) {
        const known = queries.getQueryData<ListModel>(listKey(key))
        const missing = known && missingIn(known, inView.current)
        if (!missing) return
        const page = await ask({ cursor: missing.cursor, limit: askFor(missing) }, signal)
        change((before) => takeAgain(before, missing.cursor, page))
      }
    } catch {
      // The rows stay places; coming to them again asks again.
    } finally {
      if (filling.current === signal) filling.current = undefined
    }
  }, [queries, key, ask, change, signalOf])

  const view = useCallback(
    (first: number, last: number) => {
      inView.current = { first, last }
      const known = queries.getQueryData<ListModel>(listKey(key))
      const lighter = known && letGo(known, first, last)
      // Told only when something was let go: each scroll comes here.
      if (lighter !== known) change((before) => letGo(before, first, last))
      void fill()
    },
    [queries, key, change, fill],
  )

  return {
    model,
    /** Old rows are still shown while those of a new filter are on their way. */
    loading: query.isPlaceholderData && query.isFetching,
    slow: useSlow(query.isFetching && (!settled || model === undefined)),
    /** Gives up the question under way. */
    cancel: () => void queries.cancelQueries({ queryKey: listKey(key) }),
    /** The question was given up before there was any answer. */
    stopped: model === undefined && query.fetchStatus === 'idle' && enabled && query.error === null,
    error: query.error,
    retry: () => void query.refetch(),
    full: model !== undefined && countRows(model) >= MOST_ROWS,
    loadingNext,
    nextError,
    loadNext,
    showNew,
    again,
    /** Tells which rows are in view, so that they are the ones kept true. */
    view,
  }
}

function missingIn(model: ListModel, { first, last }: RowsInView) {
  return pagesOfRows(model, first, last).find((page) => page.ids === undefined)
}
