import { queryOptions } from '@tanstack/react-query'
import { type JobState, JOB_STATES } from '#schemas'
import type { Client } from '../../app/index.ts'
import { coreFilter, type ListFilter } from './search.ts'

/** Jobs per state under everything of the filter but its states. */
export const countsQuery = (client: Client, filter: ListFilter, now: () => number) => {
  const { state: _, ...others } = filter
  return queryOptions({
    queryKey: ['jobs-page', 'counts', others],
    queryFn: ({ signal }) => client.jobs.counts({ filter: coreFilter({ ...others, state: [] }, now()) }, { signal }),
    meta: { live: { topics: ['jobs'] as const } },
  })
}

/** A count as the core vouches for it: `10k+` where it stopped counting. */
export interface Counted {
  readonly counts: Readonly<Record<JobState, number>>
  readonly capped_at: number | null
}

export function countText(count: number, cap: number | null): string {
  if (cap === null || count < cap) return count.toLocaleString('en-US')
  return cap >= 1000 ? `${Math.floor(cap / 1000)}k+` : `${cap}+`
}

/** How many jobs a filter matches, over the states it names. */
export function matching({ counts, capped_at }: Counted, states: readonly JobState[]): string {
  const chosen = states.length === 0 ? JOB_STATES : states
  const sum = chosen.reduce((total, state) => total + counts[state], 0)
  const capped = capped_at !== null && chosen.some((state) => counts[state] >= capped_at)
  return `${sum.toLocaleString('en-US')}${capped ? '+' : ''}`
}
