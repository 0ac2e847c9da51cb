import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { ScheduleDetail } from '#schemas'
import { PageTitle, problemOf, useClient } from '../../app/index.ts'
import {
  Button,
  buttonClass,
  ErrorPanel,
  Kbd,
  Panel,
  Skeleton,
  Spelt,
  useKeys,
  useNow,
} from '../../components/index.ts'
import { FiringTable } from './firing-table.tsx'
import { HeatMap } from './heat-map.tsx'
import { OccurrenceList } from './occurrence-list.tsx'
import { chainQuery, daysQuery, previewQuery, scheduleQuery } from './queries.ts'
import { QuestionDialog } from './question-dialog.tsx'
import { ScheduleHeader } from './schedule-header.tsx'
import type { Asked } from './schedule-menu.tsx'
import { readScheduleSearch, type ScheduleSearch } from './search.ts'
import { SpecFacts } from './spec-facts.tsx'
import { useScheduleActs } from './use-schedule-acts.ts'
import { dayIn } from './zoned.ts'

/** The page at its address. */
export function ScheduleRoute() {
  const { id = '' } = useParams({ strict: false })
  return <SchedulePage key={id} id={id} search={readScheduleSearch(useSearch({ strict: false }))} />
}

/** One schedule: when it fires, what came of it, and what can be done. */
function SchedulePage({ id, search }: { id: string; search: ScheduleSearch }) {
  const navigate = useNavigate()
  const query = useQuery(scheduleQuery(useClient(), id))
  useKeys([
    { keys: 'c', label: 'Add job', run: () => void navigate({ to: '/jobs/new', search: {} }) },
    { keys: 'Escape', label: 'Back to the list', run: () => void navigate({ to: '/schedules', search: {} }) },
  ])
  const { data } = query
  // What is kept by id follows the id, so an address with a name or the end of an id becomes the whole.
  if (data && data.id !== id) return <Navigate to="/schedules/$id" params={{ id: data.id }} search={search} replace />
  return (
    <>
      <PageTitle text="Schedule">
        <span className="flex min-w-0 items-baseline gap-2">
          <Link
            to="/schedules"
            search={{}}
            activeOptions={{ exact: true }}
            className="font-normal text-ink-2 hover:text-ink"
          >
            Schedules
          </Link>
          <span aria-hidden="true" className="font-normal text-ink-3">
            ›
          </span>
          <span className="min-w-0 truncate">{data === undefined ? id : <Spelt text={data.name} />}</span>
        </span>
      </PageTitle>
      {data ? (
        <Shown schedule={data} search={search} />
      ) : query.error ? (
        <ErrorPanel
          {...problemOf(query.error, 'Schedules and their jobs are not touched by this.')}
          action={
            <Link to="/schedules" search={{}} className={buttonClass('plain', 'small')}>
              List the schedules
            </Link>
          }
          className="m-6"
        />
      ) : (
        <Skeleton rows={12} className="p-6" />
      )}
    </>
  )
}

function Shown({ schedule, search }: { schedule: ScheduleDetail; search: ScheduleSearch }) {
  const client = useClient()
  const navigate = useNavigate()
  const acts = useScheduleActs()
  const [asked, setAsked] = useState<Asked>()
  const { id, spec } = schedule
  const chain = useQuery(chainQuery(client, id)).data
  const go = (next: ScheduleSearch) =>
    void navigate({ to: '/schedules/$id', params: { id }, search: next, replace: true })
  return (
    <div className="mx-auto flex max-w-360 flex-col gap-4 p-4 sm:p-6">
      {acts.problem && <ErrorPanel {...acts.problem} />}
      <ScheduleHeader schedule={schedule} acts={acts} onAsk={setAsked} />
      <div className="grid grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)] items-start gap-4 max-lg:grid-cols-1">
        <div className="flex min-w-0 flex-col gap-4">
          <Panel
            title="What and when"
            aside={
              (chain?.edges.length ?? 0) > 0 && (
                <Link to="/chains/$id" params={{ id }} search={{}} className={buttonClass('plain', 'small')}>
                  Show the chain
                </Link>
              )
            }
          >
            <SpecFacts schedule={schedule} spec={spec} chain={chain} />
          </Panel>
          <History
            schedule={schedule}
            table={search.view === 'table'}
            onTable={(table) => go(withView(search, table))}
          />
        </div>
        <NextFirings schedule={schedule} />
      </div>
      <FiringTable
        schedule={schedule}
        state={search.firings}
        onState={(state) => {
          const { firings: _, ...rest } = search
          go(state === undefined ? rest : { ...rest, firings: state })
        }}
        acts={acts}
      />
      {asked !== undefined && (
        <QuestionDialog
          what={asked}
          schedule={schedule}
          acts={acts}
          onClose={() => setAsked(undefined)}
          onDeleted={() => void navigate({ to: '/schedules', search: {} })}
        />
      )}
    </div>
  )
}

function withView({ view: _, ...rest }: ScheduleSearch, table: boolean): ScheduleSearch {
  return table ? { ...rest, view: 'table' } : rest
}

/** The next ten, whether it is on or not: what would be. */
function NextFirings({ schedule: { id, state, spec, zone } }: { schedule: ScheduleDetail }) {
  const preview = useQuery(
    previewQuery(
      useClient(),
      spec === null
        ? undefined
        : {
            trigger: spec.trigger,
            zone: spec.zone,
            jitter_s: spec.jitter_s,
            blackouts: spec.blackouts,
            schedule: id,
            count: 10,
          },
    ),
  )
  const { data } = preview
  return (
    <Panel
      title={state === 'on' ? 'Next firings' : 'Next firings, once it is on'}
      aside={<span className="text-meta text-ink-3">{zone}</span>}
    >
      {preview.error && <ErrorPanel {...problemOf(preview.error, 'The schedule itself is as it was.')} />}
      {preview.isPending && spec !== null && !preview.error && <Skeleton rows={6} />}
      {data && data.occurrences.length === 0 && <p className="text-ink-2">{neverWords(spec)}</p>}
      {data && data.occurrences.length > 0 && <OccurrenceList occurrences={data.occurrences} />}
    </Panel>
  )
}

function neverWords(spec: ScheduleDetail['spec']): string {
  if (spec === null) return ''
  if (spec.after.length > 0) return 'It fires after others, so no time can be named.'
  return spec.trigger.kind === 'manual'
    ? 'It fires when somebody or something tells it to.'
    : 'It does not fire any more by itself.'
}

interface HistoryProps {
  readonly schedule: ScheduleDetail
  readonly table: boolean
  readonly onTable: (table: boolean) => void
}

function History({ schedule, table, onTable }: HistoryProps) {
  const { id, zone } = schedule
  const query = useQuery(daysQuery(useClient(), id, zone))
  const today = dayIn(useNow(), zone)
  useKeys([{ keys: 'v', label: 'Show days as a table, or as squares', run: () => onTable(!table) }])
  const days = query.data?.items
  return (
    <Panel
      title="Does it fire when it should?"
      aside={
        <Button size="small" look="quiet" hint={<Kbd keys="v" />} onClick={() => onTable(!table)}>
          {table ? 'Squares' : 'Table'}
        </Button>
      }
    >
      {query.error && <ErrorPanel {...problemOf(query.error, 'The firings themselves are on record.')} />}
      {query.isPending && !query.error && <Skeleton rows={3} />}
      {days && <HeatMap days={days} today={today} table={table} />}
    </Panel>
  )
}
