import type { SavedView } from '#schemas'
import { formatTokens, parseTokens } from '#schemas/filter'
import { readColumns } from './columns.ts'
import { FILTER_KEYS, type JobsSearch } from './search.ts'

/** Views everybody has. Their filters are as a person would type them. */
export const USUAL_VIEWS: readonly { readonly name: string; readonly search: JobsSearch }[] = [
  { name: 'All', search: {} },
  { name: 'Running', search: { state: 'running' } },
  { name: 'Waiting', search: { state: 'scheduled,awaiting_approval,held,queued,retrying' } },
  { name: 'Failed 24 h', search: { state: 'failed', since: '24h' } },
]

/** What a view is of: filter, order and columns. The open panel and the view's own id are no part of it. */
const PARTS = [...FILTER_KEYS, 'sort', 'cols'] as const

/** The address of a saved view; undefined where this version cannot read its filter. */
export function searchOfView(view: SavedView): JobsSearch | undefined {
  const read = parseTokens(view.filter)
  if (!read.ok) return undefined
  const columns = view.columns === null ? undefined : readColumns(view.columns)
  return {
    ...read.search,
    ...(view.sort === null ? {} : { sort: view.sort }),
    ...(columns === undefined ? {} : { cols: columns.join(',') }),
    view: view.id,
  }
}

/** What is kept of an address as a view. */
export function viewOfSearch(search: JobsSearch): Pick<SavedView, 'filter' | 'columns' | 'sort'> {
  return {
    filter: formatTokens(search),
    columns: search.cols === undefined ? null : search.cols.split(','),
    sort: search.sort ?? null,
  }
}

/** Whether two addresses show the same, whatever view they name and whatever stands in the panel. */
export function showsSame(a: JobsSearch, b: JobsSearch): boolean {
  return PARTS.every((part) => normal(a[part]) === normal(b[part]))
}

function normal(value: string | undefined): string {
  return (value ?? '').split(',').toSorted().join(',')
}

/** An id no view of these has. */
export function freshViewId(views: readonly SavedView[]): string {
  const numbers = views.flatMap(({ id }) => Number(/^view-(\d+)$/.exec(id)?.[1] ?? 0))
  return `view-${Math.max(0, ...numbers) + 1}`
}
