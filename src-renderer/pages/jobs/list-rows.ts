import type { Job } from '#schemas'
import type { ListModel, LoadedPage } from './list-places.ts'

/** Rows of the first page, which one waits for. */
export const PAGE = 100
/** Rows of those that are read ahead. */
export const NEXT_PAGE = 160
/** The most one question may ask for. */
export const MOST_ASKED = 200
const flattened = new WeakMap<readonly LoadedPage[], { jobs: ListModel['jobs']; rows: readonly (Job | undefined)[] }>()

/** A row per job in the order shown; undefined where the job is not kept. The same array for as long as it says the same. */
export function rowsOf(model: ListModel): readonly (Job | undefined)[] {
  const known = flattened.get(model.pages)
  if (known?.jobs === model.jobs) return known.rows
  const rows = model.pages.flatMap(({ ids, count }) =>
    ids === undefined ? Array.from<undefined>({ length: count }) : ids.map((id) => model.jobs.get(id)),
  )
  flattened.set(model.pages, { jobs: model.jobs, rows })
  return rows
}

export function countRows(model: ListModel): number {
  return model.pages.reduce((sum, page) => sum + page.count, 0)
}

/** The loaded pages that hold any of the rows from `first` to `last`. */
export function pagesOfRows(model: ListModel, first: number, last: number): LoadedPage[] {
  return placed(model)
    .filter(({ page, from }) => from <= last && from + Math.max(1, page.count) > first)
    .map(({ page }) => page)
}

/** Pages where arrivals show up: the first, and the last once it ends the list. */
export function growingPages(model: ListModel): LoadedPage[] {
  const last = model.cursor === null && model.order === 'oldest' ? model.pages.slice(-1) : []
  return [...new Set([...model.pages.slice(0, 1), ...last])]
}

/** How much to ask for, so that a page that grew is still answered for whole. */
export function askFor({ count }: LoadedPage): number {
  return Math.min(MOST_ASKED, Math.max(PAGE, count + 40))
}

/** `5 new, 2 no longer match`, or nothing. */
export function heldText(model: ListModel): string {
  const fresh = model.overflowed ? `${model.fresh.size}+` : String(model.fresh.size)
  return [
    ...(model.fresh.size > 0 ? [`${fresh} new`] : []),
    ...(model.gone.size > 0 ? [`${model.gone.size} no longer match${model.gone.size === 1 ? 'es' : ''}`] : []),
  ].join(', ')
}

/** Each page with the place of its first row. */
export function placed(model: ListModel): { page: LoadedPage; from: number }[] {
  let from = 0
  return model.pages.map((page) => {
    const at = from
    from += page.count
    return { page, from: at }
  })
}
