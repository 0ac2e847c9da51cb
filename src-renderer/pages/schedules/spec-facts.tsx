import type { ChainEdge, ChainGraph, Schedule, ScheduleSpec } from '#schemas'
import { formatCount, formatDuration } from '#schemas/format'
import { weekdayTexts } from '#schemas/texts'
import { Link } from '@tanstack/react-router'
import { PathLink } from '../../app/index.ts'
import { linkClass, Spelt } from '../../components/index.ts'
import { shortTypeName } from '../../facts/index.ts'
import { zonedTime } from './zoned.ts'

interface SpecFactsProps {
  readonly schedule: Schedule
  /** Undefined while it is on its way, null where it cannot be read any more. */
  readonly spec: ScheduleSpec | null | undefined
  readonly chain: ChainGraph | undefined
}

/** What was asked for, in words; what is at its default and of no account is left out. */
export function SpecFacts({ schedule, spec, chain }: SpecFactsProps) {
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    // What it follows stands below, with its conditions.
    ...(chain !== undefined && schedule.trigger.kind === 'manual' && schedule.after.length > 0
      ? []
      : [
          [
            'Fires',
            `${schedule.words}${spec && spec.jitter_s > 0 ? `, spread over ${formatDuration(spec.jitter_s * 1000)}` : ''}`,
          ] as const,
        ]),
    ...chainFacts(schedule, chain, spec?.join ?? 'any'),
    ['Adds', <Job key="job" schedule={schedule} />],
    ...(spec ? ruleFacts(spec) : []),
    ...(spec?.note === undefined ? [] : [['Note', <Spelt key="note" text={spec.note} />] as const]),
  ]
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-6 gap-y-1.5">
      {facts.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-ink-3">{label}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
      {spec === null && (
        <p className="col-span-full text-bad">
          What was asked for cannot be read any more. Delete it and add it again.
        </p>
      )}
    </dl>
  )
}

function Job({ schedule: { job } }: { schedule: Schedule }) {
  return (
    <>
      {shortTypeName(job.type)}
      {job.workspace !== null && ` in ${job.workspace}`}:{' '}
      <span className="font-mono text-meta">
        <Spelt text={job.title} />
      </span>
    </>
  )
}

type NamedFact = readonly [string, React.ReactNode]

function chainFacts(schedule: Schedule, chain: ChainGraph | undefined, join: ScheduleSpec['join']): NamedFact[] {
  const nameOf = (id: string) => chain?.nodes.find((node) => node.schedule === id)?.name ?? id
  const parents = chain?.edges.filter(({ child }) => child === schedule.id) ?? []
  const children = chain?.edges.filter(({ parent }) => parent === schedule.id) ?? []
  const list = (edges: readonly ChainEdge[], end: 'parent' | 'child') => (
    <ul className="flex flex-col gap-0.5">
      {edges.map((edge) => (
        <li key={`${edge.child} ${edge.link}`}>
          <Link to="/schedules/$id" params={{ id: edge[end] }} search={{}} className={linkClass}>
            <Spelt text={nameOf(edge[end])} />
          </Link>{' '}
          <span className="text-ink-2">
            {end === 'parent' ? (
              <>
                when it <Spelt text={edge.words} />
              </>
            ) : (
              <>
                when this <Spelt text={edge.words} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
  return [
    ...(parents.length === 0
      ? []
      : [[parents.length > 1 && join === 'all' ? 'After all of' : 'After', list(parents, 'parent')] as const]),
    ...(children.length === 0 ? [] : [['Then', list(children, 'child')] as const]),
  ]
}

const OVERLAPS: Record<ScheduleSpec['overlap'], string> = {
  skip: 'the next firing is refused',
  queue: 'the next firing waits for its end',
  allow: 'the next one starts beside it',
  replace: 'it is stopped and the next one follows',
}

const MISFIRES: Record<ScheduleSpec['misfire']['policy'], string> = {
  run_once: 'the latest runs late, once',
  skip: 'none runs late',
  run_all: 'each runs late',
}

function ruleFacts(spec: ScheduleSpec): NamedFact[] {
  const { misfire, breaker, requires_endpoint: endpoint } = spec
  const limits = [
    `${formatCount(spec.max_waiting)} may wait`,
    ...(spec.delete_after_run ? ['deleted after it ran'] : []),
    ...(spec.ttl_h === undefined ? [] : [`deleted when off for ${formatDuration(spec.ttl_h * 3_600_000)}`]),
  ]
  return [
    ['While one runs', OVERLAPS[spec.overlap]],
    [
      'Missed',
      `${MISFIRES[misfire.policy]}${misfire.policy === 'skip' ? '' : `, if due less than ${formatDuration(misfire.window_s * 1000)} ago`}${misfire.policy === 'run_all' ? `, at most ${formatCount(misfire.max)}` : ''}`,
    ],
    ...(spec.blackouts.length === 0
      ? []
      : [['Not in', spec.blackouts.map((each) => blackoutWords(each, spec.zone)).join('; ')] as const]),
    [
      'Breaker',
      breaker.failures === null
        ? 'never stops it'
        : `stops it after ${formatCount(breaker.failures)} ${breaker.failures === 1 ? 'failure' : 'failures in a row'}`,
    ],
    ...(endpoint === undefined
      ? []
      : [
          [
            'Needs',
            <span key="endpoint">
              the endpoint{' '}
              <PathLink to={`/endpoints?id=${encodeURIComponent(endpoint)}`} className={linkClass}>
                {endpoint}
              </PathLink>
            </span>,
          ] as const,
        ]),
    ['Limits', limits.join(', ')],
  ]
}

export function blackoutWords(blackout: ScheduleSpec['blackouts'][number], zone: string): string {
  if (blackout.kind === 'dates') return `${zonedTime(blackout.from, zone)} to ${zonedTime(blackout.until, zone)}`
  const days =
    blackout.weekdays === undefined ? 'every day' : blackout.weekdays.map((day) => weekdayTexts[day]).join(', ')
  return `${blackout.from} to ${blackout.until} ${days}`
}
