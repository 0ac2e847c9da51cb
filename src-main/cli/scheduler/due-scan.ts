import type { Firing, Job } from '#schemas'
import { settle } from '../follow/settle.ts'
import type { Api } from '../reach/api.ts'
import type { DueScan } from './files.ts'

/** Looks for what is due, and says what came of it and of the looks of the core itself since the one before. */
export type LookForDue = (limit: number) => Promise<DueScan>

const PAGE = 100

/** @param api undefined where the core has left meanwhile */
export function createDueLook(api: Api): LookForDue {
  /** Number of the last firing that was told of. */
  let told: number | undefined

  async function firedSince(): Promise<Firing[]> {
    const fired: Firing[] = []
    // A core that starts catches up before anybody asks it.
    const begun = told === undefined ? Date.parse((await api.system.status()).core.started_at) : 0
    const isNew = ({ seq, created_at }: Firing) => (told === undefined ? Date.parse(created_at) >= begun : seq > told)
    let cursor: string | undefined
    do {
      const page = await api.firings.list({ limit: PAGE, ...(cursor !== undefined && { cursor }) })
      const fresh = page.items.filter(isNew)
      fired.push(...fresh)
      cursor = fresh.length === page.items.length ? (page.next_cursor ?? undefined) : undefined
    } while (cursor !== undefined)
    return fired.toReversed()
  }

  return async (limit) => {
    const { checked_at } = await api.schedules.runDue()
    const fired = await firedSince()
    told = Math.max(told ?? 0, ...fired.map(({ seq }) => seq))
    const due = fired.filter(({ kind }) => kind === 'schedule')
    return {
      checked_at,
      due_count: due.length,
      runs: due.slice(0, limit).map(({ id: firing, schedule, state, job }) => ({ schedule, firing, state, job })),
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
