import type { Job } from '#schemas'
import type { JobPage } from '#schemas/contract'
import {
  endOf,
  firstPlace,
  hasRoomFor,
  idsOf,
  inOrder,
  isIn,
  lastPlace,
  type ListModel,
  type ListOrder,
  type LoadedPage,
  placeOf,
} from './list-places.ts'
import { PAGE, placed } from './list-rows.ts'
/** Beyond this many jobs those far from the view are let go. */
const MOST_KEPT = 4000
/** Rows on each side of the view whose jobs stay. */
const NEAR = 1000

export function firstPage(of: string, order: ListOrder, page: JobPage): ListModel {
  const upto = endOf(order, page)
  return {
    of,
    order,
    pages: [{ cursor: undefined, ids: idsOf(page.items), count: page.items.length, after: -Infinity, upto }],
    jobs: new Map(page.items.map((job) => [job.id, job])),
    cursor: page.next_cursor,
    fresh: new Map(),
    gone: new Set(),
    head: { cursor: page.next_cursor, upto },
    readAt: page.head,
    overflowed: false,
  }
}

/** Adds the page that was asked for with the model's `cursor`. */
export function showNext(model: ListModel, page: JobPage): ListModel {
  if (model.cursor === null) return model
  const added = page.items.filter((job) => !model.jobs.has(job.id))
  const after = lastPlace(model)
  return {
    ...model,
    jobs: new Map([...model.jobs, ...page.items.map((job) => [job.id, job] as const)]),
    pages: [
      ...model.pages,
      { cursor: model.cursor, ids: idsOf(added), count: added.length, after, upto: endOf(model.order, page) },
    ],
    cursor: page.next_cursor,
  }
}

/** Takes a loaded page that was read again: shown rows change in place, arrivals and leavers are only noted. */
export function takeAgain(model: ListModel, cursor: string | undefined, page: JobPage): ListModel {
  const at = model.pages.findIndex((each) => each.cursor === cursor)
  const loaded = model.pages[at]
  if (!loaded) return model
  if (loaded.ids === undefined) return fill(model, at, loaded, page)
  // Below the last row of this answer nothing is said, unless it is the end of the list.
  const upto = endOf(model.order, page)
  const answered = new Set(idsOf(page.items))
  const within = (job: Job) => {
    const place = placeOf(model.order, job)
    return place > loaded.after && place <= upto
  }
  const [jobs, fresh, gone] = [new Map(model.jobs), new Map(model.fresh), new Set(model.gone)]
  for (const job of page.items) {
    gone.delete(job.id)
    const known = jobs.get(job.id)
    if (known) jobs.set(job.id, unlessSame(known, job))
    else if (hasRoomFor(model, job)) fresh.set(job.id, job)
  }
  for (const job of model.jobs.values()) if (within(job) && !answered.has(job.id)) gone.add(job.id)
  for (const job of model.fresh.values()) if (within(job) && !answered.has(job.id)) fresh.delete(job.id)
  const first = at === 0
  const overflowed = model.overflowed || (first && page.next_cursor !== null && upto < firstPlace(model))
  const head = first ? { cursor: page.next_cursor, upto } : model.head
  // The last page grew beyond one answer, so there is a next one now.
  const grown = at === model.pages.length - 1 && model.cursor === null && page.next_cursor !== null
  const end = grown ? { cursor: page.next_cursor, pages: model.pages.with(at, { ...loaded, upto }) } : {}
  return { ...model, jobs, fresh, gone, head, readAt: Math.max(model.readAt, page.head), overflowed, ...end }
}

/** Puts the jobs of a page back that had been let go. Where it holds more than one answer now, the rest becomes a page too. */
function fill(model: ListModel, at: number, loaded: LoadedPage, page: JobPage): ListModel {
  const end = Math.min(loaded.upto, endOf(model.order, page))
  const items = page.items.filter((job) => placeOf(model.order, job) <= end)
  const filled = { ...loaded, ids: idsOf(items), count: items.length, upto: end }
  const rest =
    end < loaded.upto && page.next_cursor !== null
      ? [{ cursor: page.next_cursor, ids: undefined, count: 1, after: end, upto: loaded.upto }]
      : []
  const [fresh, gone] = [new Map(model.fresh), new Set(model.gone)]
  for (const { id } of items) {
    fresh.delete(id)
    gone.delete(id)
  }
  return {
    ...model,
    pages: model.pages.toSpliced(at, 1, filled, ...rest),
    jobs: new Map([...model.jobs, ...items.map((job) => [job.id, job] as const)]),
    fresh,
    gone,
  }
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

/** Shows what waited: arrivals take their place, leavers go. A list that grew long at its top begins there anew. */
export function showFresh(model: ListModel): ListModel {
  if (model.fresh.size === 0 && model.gone.size === 0) return model
  const jobs = new Map([...model.jobs, ...model.fresh])
  for (const id of model.gone) jobs.delete(id)
  const arrived = [...model.fresh.values()]
  const pages = model.pages.map((page) => {
    if (page.ids === undefined) return page
    const stayed = page.ids.filter((id) => !model.gone.has(id))
    const joined = arrived.filter((job) => isIn(page, placeOf(model.order, job))).map((job) => job.id)
    if (joined.length === 0 && stayed.length === page.ids.length) return page
    const ids = joined.length === 0 ? stayed : inOrder(model.order, [...joined, ...stayed], jobs)
    return { ...page, ids, count: ids.length }
  })
  const shown = { ...model, pages, jobs, fresh: new Map<string, Job>(), gone: new Set<string>() }
  return (pages[0]?.count ?? 0) > 2 * PAGE ? beginningOf(shown) : shown
}

function beginningOf(model: ListModel): ListModel {
  const { cursor, upto } = model.head
  const ids = (model.pages[0]?.ids ?? []).filter((id) => {
    const job = model.jobs.get(id)
    return job !== undefined && placeOf(model.order, job) <= upto
  })
  return {
    ...model,
    pages: [{ cursor: undefined, ids, count: ids.length, after: -Infinity, upto }],
    jobs: new Map(ids.flatMap((id) => [...jobEntry(model.jobs, id)])),
    cursor,
  }
}

function jobEntry(jobs: ReadonlyMap<string, Job>, id: string): [string, Job][] {
  const job = jobs.get(id)
  return job ? [[id, job]] : []
}

/** Lets go of the jobs far from the rows `first` to `last`, once there are many. */
export function letGo(model: ListModel, first: number, last: number): ListModel {
  if (model.jobs.size <= MOST_KEPT) return model
  const dropped = new Set<LoadedPage>()
  for (const { page, from } of placed(model))
    if (page.ids && page.cursor !== undefined && (from + page.count < first - NEAR || from > last + NEAR))
      dropped.add(page)
  if (dropped.size === 0) return model
  const [jobs, gone] = [new Map(model.jobs), new Set(model.gone)]
  for (const page of dropped)
    for (const id of page.ids ?? []) {
      jobs.delete(id)
      gone.delete(id)
    }
  const pages = model.pages.map((page) => (dropped.has(page) ? { ...page, ids: undefined } : page))
  return { ...model, pages, jobs, gone }
}
