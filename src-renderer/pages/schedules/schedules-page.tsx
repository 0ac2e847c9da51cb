import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { Schedule } from '#schemas'
import { formatCount } from '#schemas/format'
import { PageTitle, problemOf, useClient, useCommands } from '../../app/index.ts'
import {
  Button,
  buttonClass,
  EmptyState,
  ErrorPanel,
  Kbd,
  PauseIcon,
  PlayIcon,
  PlusIcon,
  Skeleton,
  useKeys,
  useNarrow,
  VirtualTable,
} from '../../components/index.ts'
import { scheduleStateTexts } from '#schemas/texts'
import { useHeldRows } from './held-rows.ts'
import { ListBar } from './list-bar.tsx'
import { columnsOf } from './list-columns.tsx'
import { PauseBanner } from './pause-banner.tsx'
import { PeekPanel } from './peek-panel.tsx'
import { schedulesQuery } from './queries.ts'
import { QuestionDialog } from './question-dialog.tsx'
import { type Asked, useScheduleMenu } from './schedule-menu.tsx'
import { LISTED_STATES, type ListedState, readSchedulesSearch, type SchedulesSearch, statesOf } from './search.ts'
import { lastOpened } from './last-opened.ts'
import { useScheduleActs } from './use-schedule-acts.ts'

/** The page at its address. */
export function SchedulesRoute() {
  return <SchedulesPage search={readSchedulesSearch(useSearch({ strict: false }))} />
}

/** What fires next, what failed last, what is paused. */
function SchedulesPage({ search }: { search: SchedulesSearch }) {
  const navigate = useNavigate()
  const states = statesOf(search)
  const query = useInfiniteQuery(schedulesQuery(useClient(), { states, words: search.q }))
  const acts = useScheduleActs()
  const [asked, setAsked] = useState<{ what: Asked; schedule: Schedule }>()
  const [openMenu, setOpenMenu] = useState<string>()
  const [active, setActive] = useState<string>()
  const [room, narrow] = useNarrow(1150)
  const fresh = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data])
  const { rows, news, onHold, show } = useHeldRows(fresh, JSON.stringify([states, search.q]))
  const first = query.data?.pages[0]
  const counts: Readonly<Partial<Record<ListedState, number>>> = first?.counts ?? {}
  const total = LISTED_STATES.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
  // Before the first one there is nothing to narrow or to pause.
  const isEmpty = first !== undefined && total === 0
  const here = active ?? search.id
  const on = rows.find(({ id, name }) => id === here || name === here)
  const go = (next: SchedulesSearch) => void navigate({ to: '/schedules', search: next, replace: true })
  const { id: peeked, ...withoutPeek } = search
  const open = ({ id }: Schedule) => {
    lastOpened.set(id)
    void navigate({ to: '/schedules/$id', params: { id }, search: {} })
  }
  const menuOf = useScheduleMenu({ acts, onAsk: (what, schedule) => setAsked({ what, schedule }) })
  useKeys([
    {
      keys: ' ',
      label: peeked === undefined ? 'Look at the schedule beside the list' : 'Close the panel',
      run: () => go(peeked === undefined && on ? { ...search, id: on.id } : withoutPeek),
      when: () => peeked !== undefined || on !== undefined,
    },
    {
      keys: 'Escape',
      label: 'Close the panel',
      unlisted: true,
      run: () => go(withoutPeek),
      when: () => peeked !== undefined,
    },
    { keys: 'm', label: 'Actions on the schedule', run: () => on && setOpenMenu(on.id), when: () => on !== undefined },
    {
      keys: 'e',
      label: 'Edit the schedule',
      run: () => on && void navigate({ to: '/schedules/$id/edit', params: { id: on.id } }),
      when: () => on !== undefined,
    },
    { keys: 'c', label: 'Add job', run: () => void navigate({ to: '/jobs/new', search: {} }) },
    { keys: 'u', label: 'Show what is new', run: show, when: () => news > 0 },
  ])
  useCommands([
    ...(first === undefined
      ? []
      : [
          {
            id: 'schedules.pauseAll',
            label: first.scheduler.paused ? 'Resume all schedules' : 'Pause all schedules',
            words: 'scheduler stop hold',
            icon: first.scheduler.paused ? PlayIcon : PauseIcon,
            changes: true,
            run: () => acts.all.mutate(!first.scheduler.paused),
          },
        ]),
    ...(on === undefined
      ? []
      : menuOf(on).map(({ label, disabledReason, changes = false, onSelect }) => ({
          id: `schedules.${label.toLowerCase()}`,
          label,
          aside: on.name,
          disabledReason,
          changes,
          run: onSelect,
        }))),
  ])
  const columns = useMemo(
    () => columnsOf({ narrow, menuOf, openMenu, onMenu: setOpenMenu }),
    // The menu asks for what is done now whenever it opens.
    // oxlint-disable-next-line react/exhaustive-deps -- see above
    [narrow, openMenu],
  )
  return (
    <div className="relative flex h-full min-h-0">
      <PageTitle text="Schedules" />
      <div ref={room} className="flex min-w-0 flex-1 flex-col bg-surface">
        {first?.scheduler.paused === true && (
          <PauseBanner scheduler={first.scheduler} busy={acts.all.isPending} onResume={() => acts.all.mutate(false)} />
        )}
        {!isEmpty && (
          <ListBar
            search={search}
            counts={counts}
            scheduler={first?.scheduler}
            pausing={acts.all.isPending}
            onSearch={go}
            onPauseAll={() => acts.all.mutate(true)}
          />
        )}
        {query.error && (
          <ErrorPanel
            className="m-4"
            {...problemOf(query.error, 'The schedules themselves are not touched by this, and go on firing.')}
            action={
              <Button size="small" onClick={() => void query.refetch()}>
                Read again
              </Button>
            }
          />
        )}
        {acts.problem && <ErrorPanel className="m-4" {...acts.problem} />}
        {news > 0 && (
          <div className="flex items-center gap-3 border-b border-line px-4 py-1.5 text-ink-2">
            <span role="status">
              {formatCount(news)} {news === 1 ? 'change' : 'changes'} in the list
            </span>
            <Button size="small" hint={<Kbd keys="u" />} onClick={show}>
              Show
            </Button>
          </div>
        )}
        {query.isPending && !query.error && <Skeleton rows={10} rowHeight={52} />}
        {first !== undefined && rows.length === 0 && (
          <Empty search={search} total={total} counts={counts} onClear={() => go({})} />
        )}
        {rows.length > 0 && (
          <VirtualTable
            label="Schedules, the newest first"
            items={rows}
            columns={columns}
            keyOf={({ id }) => id}
            total={states === undefined && search.q === undefined ? total : undefined}
            activeKey={on?.id}
            startAt={lastOpened.take() ?? search.id}
            onActive={({ id }) => {
              setActive(id)
              if (peeked !== undefined && peeked !== id) go({ ...search, id })
            }}
            onOpen={open}
            onHold={onHold}
            onEnd={() => void (query.hasNextPage && !query.isFetching && query.fetchNextPage())}
            listKey={JSON.stringify([states, search.q])}
            rowHeight={52}
            minWidth={narrow ? '48rem' : '64rem'}
            tight={narrow}
            className="min-h-0 flex-1"
          />
        )}
      </div>
      {peeked !== undefined && <PeekPanel key={peeked} id={peeked} onClose={() => go(withoutPeek)} />}
      {asked && (
        <QuestionDialog
          what={asked.what}
          schedule={rows.find(({ id }) => id === asked.schedule.id) ?? asked.schedule}
          acts={acts}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  )
}

/** A link names what it follows by id or by name. */
interface EmptyProps {
  readonly search: SchedulesSearch
  readonly total: number
  readonly counts: Readonly<Partial<Record<ListedState, number>>>
  readonly onClear: () => void
}

function Empty({ search, total, counts, onClear }: EmptyProps) {
  if (total === 0)
    return (
      <EmptyState
        kind="first_use"
        title="No schedules yet."
        action={
          <Link to="/schedules/new" search={{}} className={buttonClass('primary')}>
            <PlusIcon />
            Add schedule
          </Link>
        }
      >
        A schedule adds a job by the clock, by the calendar or after another one. Its editor shows when it would fire
        before anything is saved, and it is off until you switch it on.
      </EmptyState>
    )
  const chosen = statesOf(search)
  const elsewhere = LISTED_STATES.filter((state) => chosen?.includes(state) === false && (counts[state] ?? 0) > 0)
  return (
    <EmptyState kind="filtered" title={filteredTitle(search)} action={<Button onClick={onClear}>Clear filters</Button>}>
      {elsewhere.length === 0
        ? `${formatCount(total)} in all.`
        : elsewhere
            .map((state) => `${formatCount(counts[state] ?? 0)} ${scheduleStateTexts[state].word.toLowerCase()}`)
            .join(', ')}
    </EmptyState>
  )
}

function filteredTitle(search: SchedulesSearch): string {
  const states = statesOf(search)?.map((state) => scheduleStateTexts[state].word.toLowerCase())
  const named = search.q === undefined ? '' : ` with “${search.q}” in its name`
  return `No schedule${named}${states === undefined ? '' : ` is ${states.join(' or ')}`}${named !== '' && states === undefined ? ' is here' : ''}.`
}
