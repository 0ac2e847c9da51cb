import type { Firing, Job } from '#schemas'
import { settle } from '../follow/settle.ts'
import type { Api } from '../reach/api.ts'
import type { DueScan } from './files.ts'

/** Looks for what is due, and says what came of it and of the looks of the core itself since the one before. */
export type LookForDue = () => Promise<DueScan>

const PAGE = 100

/** What a look asks of a core. */
export interface LookedAt {
  readonly system: { status(): Promise<{ readonly core: { readonly started_at: string } }> }
  readonly schedules: { runDue(): Promise<{ readonly checked_at: string }> }
  readonly firings: {
    /** The newest first. */
    list(query: { limit: number; cursor?: string }): Promise<{
      readonly items: readonly Pick<Firing, 'seq' | 'id' | 'schedule' | 'kind' | 'state' | 'job' | 'created_at'>[]
      readonly next_cursor: string | null
    }>
  }
}

type SeenFiring = Awaited<ReturnType<LookedAt['firings']['list']>>['items'][number]

export function createDueLook(api: LookedAt): LookForDue {
  /** Number of the newest firing at the last look. */
  let seen: number | undefined

  async function firedSince(): Promise<SeenFiring[]> {
    const fired: SeenFiring[] = []
    const last = seen
    // A core that starts catches up before anybody asks it.
    const begun = last === undefined ? Date.parse((await api.system.status()).core.started_at) : 0
    const isNew = ({ seq, created_at }: SeenFiring) =>
      last === undefined ? Date.parse(created_at) >= begun : seq > last
    let newest = last
    let cursor: string | undefined
    do {
      const page = await api.firings.list({ limit: PAGE, ...(cursor !== undefined && { cursor }) })
      const fresh = page.items.filter(isNew)
      newest = Math.max(newest ?? 0, page.items[0]?.seq ?? 0)
      fired.push(...fresh)
      cursor = fresh.length === page.items.length ? (page.next_cursor ?? undefined) : undefined
    } while (cursor !== undefined)
    // Where a page could not be had, the next look tells of all of them.
    seen = newest
    return fired.toReversed()
  }

  return async () => {
    const { checked_at } = await api.schedules.runDue()
    const fired = await firedSince()
    const due = fired.filter(({ kind }) => kind === 'schedule')
    return {
      checked_at,
      due_count: due.length,
      runs: due.map(({ id: firing, schedule, state, job }) => ({ schedule, firing, state, job })),
    }
  }
}

/** Waits for the jobs that firings became. @returns those that are over when the signal aborts, or all */
export async function settledJobs(
  api: Api,
  runs: readonly { readonly job: string | null }[],
  signal: AbortSignal,
): Promise<Pick<Job, 'id' | 'state' | 'verdict'>[]> {
  const ids = runs.flatMap(({ job }) => job ?? [])
  if (ids.length === 0) return []
  const views = await settle(api, ids, signal, {})
  return views.map(({ job: { id, state, verdict } }) => ({ id, state, verdict }))
}
