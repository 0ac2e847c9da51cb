import type { Job } from '#schemas'
import type { JobPage } from '#schemas/contract'

/**
 * The rows of a list that holds still. What a shown row says may change at any time; which rows are shown, and in which
 * order, changes only by `showNext` and `showFresh`. Everything that arrived or left meanwhile waits to be shown.
 */
export interface ListModel {
  /** Ids in the order shown, newest first. */
  readonly order: readonly string[]
  readonly jobs: ReadonlyMap<string, Job>
  /** Loaded pages, newest first; each can be read again by its own cursor. */
  readonly pages: readonly LoadedPage[]
  /** Where the next page begins; null after the last. */
  readonly cursor: string | null
  /** Jobs that match but are not shown yet. */
  readonly fresh: ReadonlyMap<string, Job>
  /** Shown jobs that no longer match. */
  readonly gone: ReadonlySet<string>
  /** More arrived than one page holds, so showing them means starting again from the top. */
  readonly overflowed: boolean
}

interface LoadedPage {
  readonly cursor: string | undefined
  /** Highest and lowest sequence number this page answers for. */
  readonly above: number
  readonly down: number
}

export function firstPage(page: JobPage): ListModel {
  return {
    order: page.items.map((job) => job.id),
    jobs: new Map(page.items.map((job) => [job.id, job])),
    pages: [{ cursor: undefined, above: Number.POSITIVE_INFINITY, down: lowestOf(page) }],
    cursor: page.next_cursor,
    fresh: new Map(),
    gone: new Set(),
    overflowed: false,
  }
}

/** Adds the page that was asked for with the model's `cursor`. */
export function showNext(model: ListModel, page: JobPage): ListModel {
  if (model.cursor === null) return model
  const added = page.items.filter((job) => !model.jobs.has(job.id))
  const above = model.pages.at(-1)?.down ?? Number.POSITIVE_INFINITY
  return {
    ...model,
    order: [...model.order, ...added.map((job) => job.id)],
    jobs: new Map([...model.jobs, ...page.items.map((job) => [job.id, job] as const)]),
    pages: [...model.pages, { cursor: model.cursor, above, down: lowestOf(page) }],
    cursor: page.next_cursor,
  }
}

/** Takes a loaded page that was read again: shown rows change in place, arrivals and leavers are only noted. */
export function takeAgain(model: ListModel, cursor: string | undefined, page: JobPage): ListModel {
  const at = model.pages.findIndex((each) => each.cursor === cursor)
  const loaded = model.pages[at]
  if (!loaded) return model
  // Below the last row of this answer nothing is said, unless it is the end of the list.
  const down = lowestOf(page)
  const jobs = new Map(model.jobs)
  const fresh = new Map(model.fresh)
  const gone = new Set(model.gone)
  const answered = new Set(page.items.map((job) => job.id))
  for (const job of page.items) {
    gone.delete(job.id)
    const known = jobs.get(job.id)
    if (known) jobs.set(job.id, unlessSame(known, job))
    else if (job.seq > lowestShown(model) || model.cursor === null) fresh.set(job.id, job)
  }
  for (const job of model.jobs.values()) {
    if (job.seq < loaded.above && job.seq >= down && !answered.has(job.id)) gone.add(job.id)
  }
  for (const job of model.fresh.values()) {
    if (job.seq < loaded.above && job.seq >= down && !answered.has(job.id)) fresh.delete(job.id)
  }
  const overflowed = model.overflowed || (at === 0 && page.next_cursor !== null && !reaches(model, down))
  return { ...model, jobs, fresh, gone, overflowed }
}

/** Takes one job as it is now. It stays where it is, even when it no longer matches. */
export function takeJob(model: ListModel, job: Job): ListModel {
  const known = model.jobs.get(job.id)
  if (!known || unlessSame(known, job) === known) return model
  return { ...model, jobs: new Map(model.jobs).set(job.id, job) }
}

/** A row that says the same stays the same object, so that it is not drawn again. */
function unlessSame(known: Job, job: Job): Job {
  return JSON.stringify(known) === JSON.stringify(job) ? known : job
}

/** Shows what waited: arrivals take their place, leavers go. */
export function showFresh(model: ListModel): ListModel {
  if (model.fresh.size === 0 && model.gone.size === 0) return model
  const jobs = new Map([...model.jobs, ...model.fresh])
  for (const id of model.gone) jobs.delete(id)
  const order = [...jobs.values()].toSorted((a, b) => b.seq - a.seq).map((job) => job.id)
  return { ...model, order, jobs, fresh: new Map(), gone: new Set() }
}

/** Cursors of the loaded pages that hold any of the rows from `first` to `last` (positions in `order`). */
export function pagesOfRows(model: ListModel, first: number, last: number): (string | undefined)[] {
  const high = seqAt(model, first)
  const low = seqAt(model, last)
  if (high === undefined || low === undefined) return []
  return model.pages.filter((page) => page.down <= high && page.above > low).map((page) => page.cursor)
}

/** `5 new, 2 no longer match`, or nothing. */
export function heldText(model: ListModel): string {
  const fresh = model.overflowed ? `${model.fresh.size}+` : String(model.fresh.size)
  return [
    ...(model.fresh.size > 0 ? [`${fresh} new`] : []),
    ...(model.gone.size > 0 ? [`${model.gone.size} no longer match${model.gone.size === 1 ? 'es' : ''}`] : []),
  ].join(', ')
}

function seqAt(model: ListModel, position: number): number | undefined {
  const id = model.order[position]
  return id === undefined ? undefined : model.jobs.get(id)?.seq
}

function lowestOf(page: JobPage): number {
  return page.next_cursor === null ? Number.NEGATIVE_INFINITY : (page.items.at(-1)?.seq ?? Number.NEGATIVE_INFINITY)
}

function lowestShown(model: ListModel): number {
  return model.pages.at(-1)?.down ?? Number.NEGATIVE_INFINITY
}

function reaches(model: ListModel, down: number): boolean {
  const top = seqAt(model, 0)
  return top === undefined || down <= top
}
