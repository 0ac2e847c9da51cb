import type { Client } from '../../app/index.ts'
import type { JobPage } from '#schemas/contract'
import { takeAgain, takeJob } from './list-model.ts'
import type { ListModel } from './list-places.ts'
import { askFor, growingPages, pagesOfRows, rowsOf } from './list-rows.ts'

/** Rows that left the filter are asked for one by one; more than this many at once wait for the next round. */
const MOST_SINGLE = 60

/** Positions of the rows in view. */
export interface RowsInView {
  readonly first: number
  readonly last: number
}

interface Refresh {
  readonly client: Client
  readonly ask: (page: { cursor?: string | undefined; limit: number }, signal: AbortSignal) => Promise<JobPage>
  readonly known: () => ListModel | undefined
  readonly inView: RowsInView
  readonly signal: AbortSignal
}

/** Reads the pages in view again, those where arrivals come too, and each row in view that left the filter. */
export async function refresh({ client, ask, known, inView, signal }: Refresh): Promise<ListModel> {
  const before = known()
  const wanted = before ? [...growingPages(before), ...pagesOfRows(before, inView.first, inView.last)] : []
  const answers = await Promise.all(
    [...new Set(wanted)].map(async (page) => ({
      cursor: page.cursor,
      page: await ask({ cursor: page.cursor, limit: askFor(page) }, signal),
    })),
  )
  const laidOver = (model: ListModel) => answers.reduce((now, { cursor, page }) => takeAgain(now, cursor, page), model)
  const now = known()
  if (!now) throw new Error('The list was dropped while it was read again.')
  const seen = laidOver(now)
  const left = rowsOf(seen)
    .slice(inView.first, inView.last + 1)
    .flatMap((job) => (job !== undefined && seen.gone.has(job.id) ? [job.id] : []))
  const details = await Promise.all(left.slice(0, MOST_SINGLE).map((id) => client.jobs.get({ id }, { signal })))
  // Pages may have been added meanwhile, so the answers are laid over the list as it is now.
  return details.reduce((model, { job }) => takeJob(model, job), laidOver(known() ?? seen))
}
