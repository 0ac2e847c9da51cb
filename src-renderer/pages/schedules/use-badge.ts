import { useQuery } from '@tanstack/react-query'
import type { Schedule } from '#schemas'
import { formatCount } from '#schemas/format'
import { type Badge, useClient } from '../../app/index.ts'
import { fewSchedulesQuery } from './queries.ts'

const SHOWN = 5

/** The schedules their breaker stopped: the first few, and how many there are. */
export function useTripped(): { readonly some: readonly Schedule[]; readonly count: number } {
  const { data } = useQuery(fewSchedulesQuery(useClient(), 'tripped', SHOWN))
  return { some: data?.items ?? [], count: data?.counts['tripped'] ?? 0 }
}

/** Counts those that fire no more until somebody resumes them. */
export function useSchedulesBadge(): Badge | undefined {
  const { count } = useTripped()
  if (count === 0) return undefined
  return {
    count,
    label: `${formatCount(count)} ${count === 1 ? 'schedule was' : 'schedules were'} stopped by the breaker`,
    tone: 'bad',
  }
}
