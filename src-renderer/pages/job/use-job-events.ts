import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { EventRecord } from '#schemas'
import { useClient } from '../../app/index.ts'

const PAGE = 500
/** A run of half a day has about this many; beyond it the export is the place to look. */
export const MOST_EVENTS = 20_000

export interface JobEvents {
  /** Oldest first, of the job and all its runs. */
  readonly events: readonly EventRecord[]
  /** There are more than `MOST_EVENTS`. */
  readonly cut: boolean
}

/** Everything the ledger holds of a job. Rows never change, so only what is new is read. */
export function useJobEvents(job: string) {
  const client = useClient()
  const queries = useQueryClient()
  const queryKey = ['job-page', 'events', job]
  return useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<JobEvents> => {
      const events = [...(queries.getQueryData<JobEvents>(queryKey)?.events ?? [])]
      let more = true
      while (more && events.length < MOST_EVENTS) {
        const after = events.at(-1)?.seq ?? 0
        const page = await client.events.page({ filter: { job }, after, limit: PAGE }, { signal })
        events.push(...page.items)
        more = page.more && page.items.length > 0
      }
      return { events, cut: more }
    },
    structuralSharing: false,
    meta: { live: { topics: ['jobs', 'ledger'], job } },
  })
}
