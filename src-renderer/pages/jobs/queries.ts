import { queryOptions } from '@tanstack/react-query'
import { type JobState, JOB_STATES } from '#schemas'
import type { JobPage } from '#schemas/contract'
import { coreFilter, type ListFilter } from '#schemas/filter'
import type { Client } from '../../app/index.ts'
import type { ListOrder } from './list-places.ts'

export function listKey(key: string) {
  return ['jobs-page', 'list', key] as const
}

interface AskDeps {
  readonly client: Client
  readonly filter: ListFilter
  readonly order: ListOrder
  readonly clock: { readonly now: () => number }
}

/** Asks for pages of a list. Relative times count from the moment of the question. */
export function createAsk({ client, filter, order, clock }: AskDeps) {
  return ({ cursor, limit }: { cursor?: string | undefined; limit: number }, signal?: AbortSignal): Promise<JobPage> =>
    client.jobs.list(
      { filter: coreFilter(filter, clock.now()), order, limit, ...(cursor === undefined ? {} : { cursor }) },
      signal === undefined ? {} : { signal },
    )
}

export const countsKey = ['jobs-page', 'counts'] as const

/** Jobs per state under everything of the filter but its states. */
export const countsQuery = (client: Client, filter: ListFilter, now: () => number) => {
  const { state: _, ...others } = filter
  return queryOptions({
    queryKey: [...countsKey, others],
    queryFn: ({ signal }) => client.jobs.counts({ filter: coreFilter({ ...others, state: [] }, now()) }, { signal }),
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

/** How many jobs a filter matches, over the states it names; `exact` is false where that is the least there are. */
export function matching(
  { counts, capped_at }: Counted,
  states: readonly JobState[],
): { readonly count: number; readonly exact: boolean } {
  const chosen = states.length === 0 ? JOB_STATES : states
  return {
    count: chosen.reduce((total, state) => total + counts[state], 0),
    exact: capped_at === null || !chosen.some((state) => counts[state] >= capped_at),
  }
}

/** `36`, or `more than 10,006` where counting stopped. */
export function matchingText(counted: Counted, states: readonly JobState[]): string {
  const { count, exact } = matching(counted, states)
  return exact ? count.toLocaleString('en-US') : `more than ${count.toLocaleString('en-US')}`
}
