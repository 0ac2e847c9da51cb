import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { FiringState, SchedulePreviewRequest } from '#schemas'
import type { Client } from '../../app/index.ts'
import type { ListedState } from './search.ts'

const AT_ONCE = 100

/** A schedule shows its jobs too, of which one may end at any moment; so it is asked for again at most twice a second. */
const LIVE = { live: { topics: ['schedules', 'firings', 'job_rows'] as const, everyMs: 500 } }

/** Schedules of some states with these words in their name, the newest first. */
export const schedulesQuery = (
  client: Client,
  { states, words }: { states: readonly ListedState[] | undefined; words: string | undefined },
) =>
  infiniteQueryOptions({
    queryKey: ['schedules', states, words],
    queryFn: ({ signal, pageParam }) =>
      client.schedules.list(
        {
          limit: AT_ONCE,
          ...(states !== undefined && { state: [...states] }),
          ...(words !== undefined && { words }),
          ...(pageParam !== null && { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: keepPreviousData,
    meta: LIVE,
  })

/** The first schedules of one state, for those who show a few of them. */
export const fewSchedulesQuery = (client: Client, state: ListedState, limit: number) =>
  queryOptions({
    queryKey: ['few-schedules', state, limit],
    queryFn: ({ signal }) => client.schedules.list({ state: [state], limit }, { signal }),
    meta: { live: { topics: ['schedules'], everyMs: 500 } },
  })

/** One schedule, whole. */
export const scheduleQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: ['schedule', id],
    queryFn: ({ signal }) => client.schedules.get({ id }, { signal }),
    meta: LIVE,
  })

/** Names of schedules, to follow one of them. */
export const scheduleNamesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['schedule-names'],
    queryFn: async ({ signal }) => {
      const { items } = await client.schedules.list({ limit: 200 }, { signal })
      return items.map(({ id, name }) => ({ id, name }))
    },
    meta: { live: { topics: ['schedules'], everyMs: 2000 } },
  })

/** When a schedule fires next, or would. */
export const previewQuery = (client: Client, request: SchedulePreviewRequest | undefined) =>
  queryOptions({
    queryKey: ['schedule-preview', request],
    queryFn: ({ signal }) => {
      if (request === undefined) throw new Error('Nothing to preview.')
      return client.schedules.preview(request, { signal })
    },
    enabled: request !== undefined,
    placeholderData: keepPreviousData,
    meta: { live: { topics: ['firings'], everyMs: 1000 } },
    gcTime: 0,
  })

/** What came of the firings of a schedule, the newest first. */
export const firingsQuery = (client: Client, schedule: string, state: FiringState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['firings', schedule, state],
    queryFn: ({ signal, pageParam }) =>
      client.firings.list(
        {
          schedule,
          limit: AT_ONCE,
          ...(state !== undefined && { state }),
          ...(pageParam !== null && { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: keepPreviousData,
    meta: LIVE,
  })

export const firingQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: ['firing', id],
    queryFn: ({ signal }) => client.firings.get({ id }, { signal }),
    meta: { live: { topics: ['firings'] } },
  })

/** What came of each day. */
export const daysQuery = (client: Client, schedule: string, zone: string) =>
  queryOptions({
    queryKey: ['firing-days', schedule, zone],
    queryFn: ({ signal }) => client.firings.days({ schedule, zone, days: 366 }, { signal }),
    meta: { live: { topics: ['firings', 'job_rows'], everyMs: 1000 } },
  })

/** The chain a schedule belongs to, with the states of now. */
export const chainQuery = (client: Client, schedule: string) =>
  queryOptions({
    queryKey: ['chain', schedule],
    queryFn: ({ signal }) => client.chains.show({ schedule }, { signal }),
    meta: { live: { topics: ['chains', 'schedules', 'firings', 'job_rows'], everyMs: 500 } },
  })

/** The last decisions about the links of the chain that a schedule is in. */
export const decisionsQuery = (client: Client, chain: string, limit: number) =>
  queryOptions({
    queryKey: ['chain-decisions', chain, limit],
    queryFn: ({ signal }) => client.chains.decisions({ chain, limit }, { signal }),
    meta: { live: { topics: ['chains'], everyMs: 500 } },
  })

/** Why the links of a schedule as it is written could never let it fire. */
export const linkCautionQuery = (client: Client, id: string | undefined, spec: Readonly<Record<string, unknown>>) =>
  queryOptions({
    queryKey: ['link-caution', id, JSON.stringify(spec)],
    queryFn: async ({ signal }) => {
      // Its name has no part in this, and may not be there yet.
      const asked = { spec: { ...spec, name: 'draft' }, ...(id !== undefined && { id }) }
      const { caution } = await client.chains.check(asked, { signal })
      return caution
    },
    placeholderData: keepPreviousData,
    meta: { live: { topics: ['chains', 'schedules'], everyMs: 1000 } },
    gcTime: 0,
  })

/** The values the job of a schedule asks for when it fires. */
export const valuesQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: ['schedule-values', id],
    queryFn: async ({ signal }) => {
      const { spec } = await client.schedules.get({ id }, { signal })
      if (spec === null) return []
      const { values } = await client.chains.check({ id, spec: { ...spec } }, { signal })
      return values
    },
    gcTime: 0,
  })
