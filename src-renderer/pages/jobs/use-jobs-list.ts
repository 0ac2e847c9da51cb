import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Client } from '../../app/index.ts'
import { useClient } from '../../app/index.ts'
import { useCoreClock } from '../../components/index.ts'
import { firstPage, type ListModel, pagesOfRows, showFresh, showNext, takeAgain, takeJob } from './list-model.ts'
import { coreFilter, type ListFilter } from './search.ts'

const PAGE = 60
/** Rows that left the filter are asked for one by one; more than this many at once wait for the next round. */
const MOST_SINGLE = 60

/** Positions of the rows in view. */
export interface RowsInView {
  readonly first: number
  readonly last: number
}

/**
 * The list of jobs under a filter. Rows in view are kept true; which rows are shown changes only while nobody is at them.
 */
export function useJobsList(filter: ListFilter, options: { readonly enabled: boolean; readonly held: boolean }) {
  const client = useClient()
  const queries = useQueryClient()
  const clock = useCoreClock()
  const inView = useRef<RowsInView>({ first: 0, last: 0 })
  const [loadingNext, setLoadingNext] = useState(false)
  const [nextError, setNextError] = useState<unknown>()
  const key = JSON.stringify(filter)

  const query = useQuery({
    queryKey: ['jobs-page', 'list', key],
    // The first answer starts the list; every later one only refreshes what is in view.
    queryFn: async ({ signal, queryKey }) => {
      const asked = coreFilter(filter, clock.now())
      const known = () => queries.getQueryData<ListModel>(queryKey)
      if (known() === undefined) return firstPage(await client.jobs.list({ filter: asked, limit: PAGE }, { signal }))
      return await refresh({ client, asked, known, inView: inView.current, signal })
    },
    enabled: options.enabled,
    placeholderData: keepPreviousData,
    structuralSharing: false,
    meta: { live: { topics: ['jobs'] } },
  })
  const model = query.data
  const settled = !query.isPlaceholderData

  const change = useCallback(
    (by: (model: ListModel) => ListModel) =>
      queries.setQueryData<ListModel>(['jobs-page', 'list', key], (before) => before && by(before)),
    [queries, key],
  )

  const showNew = useCallback(() => {
    if (model?.overflowed === true) void queries.resetQueries({ queryKey: ['jobs-page', 'list', key] })
    else change(showFresh)
  }, [model?.overflowed, queries, key, change])

  const waiting = model !== undefined && (model.fresh.size > 0 || model.gone.size > 0)
  useEffect(() => {
    if (waiting && settled && !options.held) showNew()
  }, [waiting, settled, options.held, showNew])

  const loadNext = useCallback(() => {
    if (loadingNext || !settled || model === undefined || model.cursor === null) return
    setLoadingNext(true)
    setNextError(undefined)
    client.jobs
      .list({ filter: coreFilter(filter, clock.now()), cursor: model.cursor, limit: PAGE })
      .then((page) => change((before) => (before.cursor === model.cursor ? showNext(before, page) : before)))
      .catch(setNextError)
      .finally(() => setLoadingNext(false))
  }, [loadingNext, settled, model, client, filter, clock, change])

  const view = useCallback((first: number, last: number) => {
    inView.current = { first, last }
  }, [])

  return {
    model,
    /** Old rows are still shown while those of a new filter are on their way. */
    loading: query.isPlaceholderData && query.isFetching,
    error: query.error,
    retry: () => void query.refetch(),
    loadingNext,
    nextError,
    loadNext,
    showNew,
    takeJob: (job: Parameters<typeof takeJob>[1]) => change((before) => takeJob(before, job)),
    /** Tells which rows are in view, so that they are the ones kept true. */
    view,
  }
}

interface Refresh {
  readonly client: Client
  readonly asked: ReturnType<typeof coreFilter>
  readonly known: () => ListModel | undefined
  readonly inView: RowsInView
  readonly signal: AbortSignal
}

/** Reads the pages in view again, the first too for arrivals, and each row in view that left the filter. */
async function refresh({ client, asked, known, inView, signal }: Refresh): Promise<ListModel> {
  const before = known()
  const cursors = before ? pagesOfRows(before, inView.first, inView.last) : []
  const pages = await Promise.all(
    [...new Set([undefined, ...cursors])].map(async (cursor) => ({
      cursor,
      page: await client.jobs.list(
        { filter: asked, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
        { signal },
      ),
    })),
  )
  let model = pages.reduce<ListModel | undefined>(
    (now, { cursor, page }) => now && takeAgain(now, cursor, page),
    known(),
  )
  if (!model) throw new Error('The list was dropped while it was read again.')
  const seen = model
  const left = seen.order.slice(inView.first, inView.last + 1).filter((id) => seen.gone.has(id))
  const details = await Promise.all(left.slice(0, MOST_SINGLE).map((id) => client.jobs.get({ id }, { signal })))
  // Pages may have been added meanwhile, so the answers are laid over the list as it is now.
  model = pages.reduce((now, { cursor, page }) => takeAgain(now, cursor, page), known() ?? seen)
  return details.reduce((now, { job }) => takeJob(now, job), model)
}
