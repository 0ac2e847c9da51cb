import type { Job } from '#schemas'
import type { JobPage } from '#schemas/contract'

/** In which order of being added. */
export type ListOrder = 'newest' | 'oldest'

/**
 * The rows of a list that holds still. What a shown row says may change at any time; which rows are shown, and in which
 * order, changes only by `showNext` and `showFresh`. Everything that arrived or left meanwhile waits to be shown. Pages far
 * from the view keep their place but not their jobs, so that a list of any length costs the same.
 */
export interface ListModel {
  /** Which filter and order it is of. */
  readonly of: string
  readonly order: ListOrder
  /** In the order shown; each can be read again by its own cursor. */
  readonly pages: readonly LoadedPage[]
  readonly jobs: ReadonlyMap<string, Job>
  /** Where the next page begins; null after the last. */
  readonly cursor: string | null
  /** Jobs that match but are not shown yet. */
  readonly fresh: ReadonlyMap<string, Job>
  /** Shown jobs that no longer match. */
  readonly gone: ReadonlySet<string>
  /** Where the first page ends as it was last read, so that a list that grew at its top can begin there again. */
  readonly head: { readonly cursor: string | null; readonly upto: number }
  /** Ledger row the newest answer was read at. */
  readonly readAt: number
  /** More arrived than one page holds, so showing them means starting again from the top. */
  readonly overflowed: boolean
}

/** A page of the list, as it was read. */
export interface LoadedPage {
  readonly cursor: string | undefined
  /** Undefined while its jobs are not kept. */
  readonly ids: readonly string[] | undefined
  readonly count: number
  /** It answers for places after the one and up to the other. */
  readonly after: number
  readonly upto: number
}

/** Where a job stands: the smaller, the further up. */
export function placeOf(order: ListOrder, job: Job): number {
  return order === 'newest' ? -job.seq : job.seq
}

export function inOrder(order: ListOrder, ids: readonly string[], jobs: ReadonlyMap<string, Job>): string[] {
  return ids
    .flatMap((id) => jobs.get(id) ?? [])
    .toSorted((a, b) => placeOf(order, a) - placeOf(order, b))
    .map((job) => job.id)
}

export function isIn(page: LoadedPage, place: number): boolean {
  return place > page.after && place <= page.upto
}

/** Whether a job belongs to what is loaded and kept; others are read when one comes to them. */
export function hasRoomFor(model: ListModel, job: Job): boolean {
  const place = placeOf(model.order, job)
  return model.pages.some((page) => page.ids !== undefined && isIn(page, place))
}

export function endOf(order: ListOrder, page: JobPage): number {
  const last = page.items.at(-1)
  return page.next_cursor === null || last === undefined ? Infinity : placeOf(order, last)
}

export function lastPlace(model: ListModel): number {
  return model.pages.at(-1)?.upto ?? -Infinity
}

export function firstPlace(model: ListModel): number {
  const id = model.pages.find((page) => page.count > 0)?.ids?.[0]
  const job = id === undefined ? undefined : model.jobs.get(id)
  return job === undefined ? -Infinity : placeOf(model.order, job)
}

export function idsOf(jobs: readonly Job[]): string[] {
  return jobs.map((job) => job.id)
}
