import { useQuery } from '@tanstack/react-query'
import { PathLink, useClient } from '../../app/index.ts'
import { linkClass, PauseIcon, relativeTime, Spelt, useNow } from '../../components/index.ts'
import { fewSchedulesQuery } from './queries.ts'
import { zonedTime, zoneWords } from './zoned.ts'

/** So many are looked at to name the one that fires next; with more of them only the time is told. */
const LOOKED_AT = 200

/** Which schedule fires next and when, or that none does just now; nothing where there is none. */
export function NextSchedule({ children }: { children: (fact: React.ReactNode) => React.ReactNode }) {
  const { data } = useQuery(fewSchedulesQuery(useClient(), 'on', LOOKED_AT))
  const now = useNow()
  if (data === undefined) return null
  const { scheduler, items, counts } = data
  if (scheduler.paused && Object.values(counts).some((count) => count > 0))
    return children(
      <PathLink to="/schedules" className="inline-flex items-center gap-1.5 text-warn hover:underline">
        <PauseIcon />
        All schedules are paused
      </PathLink>,
    )
  if (scheduler.next_at === null) return null
  const at = Date.parse(scheduler.next_at)
  const next = items.find((each) => each.next !== null && Date.parse(each.next.at) === at)
  const when = relativeTime(at, now)
  return children(
    next === undefined ? (
      <span>
        next:{' '}
        <PathLink to="/schedules" className={linkClass}>
          a schedule
        </PathLink>{' '}
        {when}
      </span>
    ) : (
      <span title={`${zonedTime(at, next.zone)} ${zoneWords(next.zone)}`}>
        next:{' '}
        <PathLink to={`/schedules/${next.id}`} className={linkClass}>
          <Spelt text={next.name} />
        </PathLink>{' '}
        {when}
      </span>
    ),
  )
}
