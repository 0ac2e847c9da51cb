import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type Firing, FIRING_STATES, type FiringState, type Schedule } from '#schemas'
import { shortId } from '#schemas/format'
import { firingStateTexts } from '#schemas/texts'
import { problemOf, useClient } from '../../app/index.ts'
import {
  Button,
  type Column,
  EmptyState,
  ErrorPanel,
  linkClass,
  Panel,
  Select,
  Skeleton,
  Spelt,
  Time,
  VirtualTable,
} from '../../components/index.ts'
import { FiringMark } from './firing-marks.tsx'
import { KIND_WORDS, whyOf } from './firing-words.ts'
import { useHeldRows } from './held-rows.ts'
import { firingsQuery } from './queries.ts'
import type { ScheduleActs } from './use-schedule-acts.ts'
import { zonedTime, zoneWords } from './zoned.ts'

interface FiringTableProps {
  readonly schedule: Schedule
  readonly state: FiringState | undefined
  readonly onState: (state: FiringState | undefined) => void
  readonly acts: Pick<ScheduleActs, 'cancel'>
}

const ROW = 36
const HEAD = 34

/** What came of each firing, and why where nothing did. */
export function FiringTable({ schedule, state, onState, acts }: FiringTableProps) {
  const navigate = useNavigate()
  const query = useInfiniteQuery(firingsQuery(useClient(), schedule.id, state))
  const fresh = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data])
  const { rows, news, onHold, show } = useHeldRows(fresh, state ?? 'all')
  const { zone } = schedule
  const cancel = acts.cancel.mutate
  const columns = useMemo(() => columnsOf(zone, cancel), [zone, cancel])
  return (
    <Panel
      title="Firings"
      flush
      aside={
        <>
          {news > 0 && (
            <Button size="small" onClick={show}>
              {news} new
            </Button>
          )}
          <Select
            aria-label="Which firings"
            value={state ?? 'all'}
            onChange={(next) => onState(next === 'all' ? undefined : next)}
            options={[
              { value: 'all', label: 'All' },
              ...FIRING_STATES.map((each) => ({ value: each, label: firingStateTexts[each].word })),
            ]}
          />
        </>
      }
    >
      {query.error && (
        <ErrorPanel className="m-4" {...problemOf(query.error, 'The firings themselves are on record.')} />
      )}
      {query.isPending && !query.error && <Skeleton rows={5} rowHeight={ROW} />}
      {query.data && rows.length === 0 && (
        <EmptyState
          kind={state === undefined ? 'first_use' : 'filtered'}
          title={
            state === undefined
              ? 'It has not fired yet.'
              : `No firing is ${firingStateTexts[state].word.toLowerCase()}.`
          }
          action={
            state === undefined ? undefined : (
              <Button size="small" onClick={() => onState(undefined)}>
                Show all
              </Button>
            )
          }
          className="py-8!"
        >
          {state === undefined &&
            'Each firing stands here with what came of it, and with the reason where nothing did.'}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <div style={{ height: Math.min(rows.length * ROW + HEAD, 480) }} className="border-t border-line">
          <VirtualTable
            label="Firings, the newest first"
            items={rows}
            columns={columns}
            keyOf={({ id }) => id}
            keysInside
            onOpen={({ job }) => job !== null && void navigate({ to: '/jobs/$id', params: { id: job }, search: {} })}
            onHold={onHold}
            onEnd={() => void (query.hasNextPage && !query.isFetching && query.fetchNextPage())}
            listKey={state ?? 'all'}
            rowHeight={ROW}
            minWidth="48rem"
            className="h-full rounded-b-lg"
          />
        </div>
      )}
    </Panel>
  )
}

function columnsOf(zone: string, cancel: (firing: Firing) => void): readonly Column<Firing>[] {
  return [
    { id: 'result', header: 'Result', width: '9.5rem', cell: (firing) => <FiringMark firing={firing} /> },
    {
      id: 'due',
      header: `Due, ${zoneWords(zone)}`,
      width: '11.5rem',
      cell: ({ due_at, until_at }) => (
        <span title={until_at === null ? undefined : `until ${zonedTime(until_at, zone)}`}>
          {zonedTime(due_at, zone)}
          {until_at !== null && until_at !== due_at && ' …'}
        </span>
      ),
    },
    {
      id: 'ago',
      header: 'When',
      width: '7rem',
      cell: ({ due_at }) => <Time at={due_at} reachable={false} className="text-ink-3" />,
    },
    { id: 'kind', header: 'Set off', width: '6rem', cell: ({ kind }) => KIND_WORDS[kind] },
    {
      id: 'why',
      header: 'Why',
      width: 'minmax(10rem, 1fr)',
      cell: (firing) => {
        const why = whyOf(firing)
        return (
          <span title={why} className="text-ink-2">
            <Spelt text={why} />
          </span>
        )
      },
    },
    {
      id: 'job',
      header: 'Job',
      width: '5.5rem',
      align: 'end',
      cell: (firing) =>
        firing.job === null ? (
          firing.state === 'waiting' && (
            <Button size="small" look="quiet" changes onClick={() => cancel(firing)}>
              Cancel
            </Button>
          )
        ) : (
          <Link
            to="/jobs/$id"
            params={{ id: firing.job }}
            search={{}}
            tabIndex={-1}
            className={`font-mono ${linkClass}`}
          >
            {shortId(firing.job)}
          </Link>
        ),
    },
  ]
}
