import type { Schedule } from '#schemas'
import { formatCount } from '#schemas/format'
import {
  type Column,
  Menu,
  type MenuItem,
  MoreIcon,
  buttonClass,
  Spelt,
  StateMark,
  Time,
} from '../../components/index.ts'
import { shortTypeName } from '../../facts/index.ts'
import { FiringStrip } from './firing-marks.tsx'
import { noNextWords, openWords } from './firing-words.ts'
import { zonedTime, zoneWords } from './zoned.ts'

interface ColumnDeps {
  /** Too little room for all of it: what runs stands below the name. */
  readonly narrow: boolean
  readonly menuOf: (schedule: Schedule) => readonly MenuItem[]
  /** The row whose menu is open. */
  readonly openMenu: string | undefined
  readonly onMenu: (id: string | undefined) => void
}

/** Two lines a row: state and name with when it fires, what it runs, next, last results, what is open. */
export function columnsOf({ narrow, menuOf, openMenu, onMenu }: ColumnDeps): readonly Column<Schedule>[] {
  return [
    { id: 'state', header: 'State', width: '5.5rem', cell: ({ state }) => <StateMark of="schedule" state={state} /> },
    {
      id: 'name',
      header: 'Schedule',
      width: 'minmax(10rem, 1.6fr)',
      cell: (schedule) => (
        <Two
          above={
            <span className="font-strong">
              <Spelt text={schedule.name} />
            </span>
          }
          below={narrow ? <Runs schedule={schedule} /> : <Spelt text={schedule.words} />}
          title={`${schedule.name}: ${schedule.words}`}
        />
      ),
    },
    ...(narrow
      ? []
      : [
          {
            id: 'runs',
            header: 'Runs',
            width: 'minmax(8rem, 1.2fr)',
            cell: ({ job }: Schedule) => (
              <Two
                above={shortTypeName(job.type)}
                below={
                  <>
                    {job.workspace !== null && `${job.workspace}: `}
                    <Spelt text={job.title} />
                  </>
                }
                title={job.title}
              />
            ),
          },
        ]),
    {
      id: 'next',
      header: 'Next',
      width: narrow ? '9.5rem' : '15.5rem',
      cell: (schedule) => <Next schedule={schedule} narrow={narrow} />,
    },
    {
      id: 'last',
      header: 'Last results',
      width: narrow ? '8.5rem' : '13rem',
      cell: (schedule) => <FiringStrip firings={schedule.last} zone={schedule.zone} most={narrow ? 7 : 11} />,
    },
    {
      id: 'open',
      header: 'Now',
      width: narrow ? '6.5rem' : '8.5rem',
      cell: (schedule) => <Now schedule={schedule} narrow={narrow} />,
    },
    {
      id: 'menu',
      header: <span className="sr-only">Actions</span>,
      width: '1.75rem',
      cell: (schedule) => (
        <Menu
          label={`Actions on ${schedule.name}`}
          open={openMenu === schedule.id}
          onOpenChange={(open) => onMenu(open ? schedule.id : undefined)}
          items={menuOf(schedule)}
          returnTo={(button) => button.closest<HTMLElement>('[role="row"]')}
          trigger={
            <button
              type="button"
              tabIndex={-1}
              aria-label={`Actions on ${schedule.name}`}
              className={buttonClass('quiet', 'small')}
            >
              <MoreIcon />
            </button>
          }
        />
      ),
    },
  ]
}

function Two({ above, below, title }: { above: React.ReactNode; below: React.ReactNode; title?: string }) {
  return (
    <span title={title} className="flex min-w-0 flex-col">
      <span className="truncate">{above}</span>
      <span className="truncate text-meta text-ink-3">{below}</span>
    </span>
  )
}

function Runs({ schedule: { job } }: { schedule: Schedule }) {
  return (
    <>
      {shortTypeName(job.type)} · <Spelt text={job.title} />
    </>
  )
}

function Next({ schedule, narrow }: { schedule: Schedule; narrow: boolean }) {
  const { next, zone } = schedule
  if (next === null) return <Two above={<span className="text-ink-3">–</span>} below={noNextWords(schedule)} />
  return (
    <Two
      above={<Time at={next.at} reachable={false} />}
      below={narrow ? zonedTime(next.at, zone) : `${zonedTime(next.at, zone)} ${zoneWords(zone)}`}
      title={`${zonedTime(next.at, zone)} ${zoneWords(zone)}`}
    />
  )
}

function Now({ schedule, narrow }: { schedule: Schedule; narrow: boolean }) {
  const { consecutive_failures: failures, state, open_jobs, waiting } = schedule
  const [jobs, waits] = [openWords({ open_jobs, waiting: 0 }), openWords({ open_jobs: [], waiting })]
  const failed = failures === 1 ? 'failed last' : `${formatCount(failures)} failures${narrow ? '' : ' in a row'}`
  const lines = [
    ...(jobs === '' ? [] : [<span key="jobs">{jobs}</span>]),
    ...(waits === '' ? [] : [<span key="waits">{waits}</span>]),
    ...(failures === 0
      ? []
      : [
          <span key="failed" className={state === 'tripped' ? 'text-bad' : 'text-warn'}>
            {failed}
          </span>,
        ]),
  ]
  const [first, ...rest] = lines
  if (first === undefined) return <span className="text-ink-3">nothing open</span>
  if (rest.length === 0) return first
  return (
    <Two
      above={first}
      below={rest.flatMap((line, at) => (at === 0 ? [line] : [', ', line]))}
      title={[openWords(schedule), failures === 0 ? '' : failed].filter(Boolean).join(', ')}
    />
  )
}
