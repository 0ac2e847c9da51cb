import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ScheduleDetail } from '#schemas'
import { problemOf, useClient } from '../../app/index.ts'
import {
  buttonClass,
  CrossIcon,
  ErrorPanel,
  IconButton,
  Kbd,
  linkClass,
  Skeleton,
  Spelt,
  StateMark,
  Time,
} from '../../components/index.ts'
import { FiringMark } from './firing-marks.tsx'
import { noNextSentence, openWords, whyOf } from './firing-words.ts'
import { chainQuery, scheduleQuery } from './queries.ts'
import { SpecFacts } from './spec-facts.tsx'
import { zonedTime, zoneWords } from './zoned.ts'

const LAST_SHOWN = 8

/** A schedule beside its list: enough to decide whether to open it. */
export function PeekPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useQuery(scheduleQuery(useClient(), id))
  const { data } = query
  return (
    <aside
      aria-label={data === undefined ? 'Schedule' : `Schedule ${data.name}`}
      className="flex w-[480px] shrink-0 animate-slide flex-col border-l border-line bg-surface max-lg:absolute max-lg:inset-y-0 max-lg:right-0 max-lg:z-20 max-lg:max-w-full max-lg:shadow-overlay"
    >
      <div className="flex items-center gap-2 border-b border-line py-1.5 pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-strong">{data !== undefined && <Spelt text={data.name} />}</h2>
        <Link to="/schedules/$id" params={{ id }} search={{}} className={buttonClass('plain', 'small')}>
          Open <Kbd keys="Enter" className="text-ink-3" />
        </Link>
        <IconButton icon={CrossIcon} label="Close (Space)" size="small" onClick={onClose} />
      </div>
      {data ? (
        <Peeked schedule={data} />
      ) : query.error ? (
        <ErrorPanel {...problemOf(query.error, 'The list is as it was.')} className="m-4" />
      ) : (
        <Skeleton rows={8} />
      )}
    </aside>
  )
}

function Peeked({ schedule }: { schedule: ScheduleDetail }) {
  const chain = useQuery(chainQuery(useClient(), schedule.id)).data
  const { next, zone, last, state } = schedule
  const open = openWords(schedule)
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateMark of="schedule" state={state} look="tinted" />
        <span>
          {next === null ? (
            <span className="text-ink-2">{noNextSentence(schedule)}</span>
          ) : (
            <>
              next <Time at={next.at} />,{' '}
              <span className="text-ink-2">
                {zonedTime(next.at, zone)} {zoneWords(zone)}
              </span>
            </>
          )}
        </span>
        {open !== '' && <span className="text-ink-2">{open}</span>}
      </div>
      <SpecFacts schedule={schedule} spec={schedule.spec} chain={chain} />
      <section aria-label="Last firings">
        <h3 className="mb-1 font-strong">Last firings</h3>
        {last.length === 0 && <p className="text-ink-3">It has not fired yet.</p>}
        <ul className="flex flex-col">
          {last.slice(0, LAST_SHOWN).map((firing) => (
            <li key={firing.id} className="flex min-w-0 items-center gap-3 py-1">
              <FiringMark firing={firing} />
              <span className="min-w-0 flex-1 truncate text-ink-2" title={whyOf(firing)}>
                <Spelt text={whyOf(firing)} />
              </span>
              {firing.job !== null && (
                <Link to="/jobs/$id" params={{ id: firing.job }} search={{}} className={linkClass}>
                  Job
                </Link>
              )}
              <Time at={firing.due_at} reachable={false} className="shrink-0 text-ink-3" />
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
