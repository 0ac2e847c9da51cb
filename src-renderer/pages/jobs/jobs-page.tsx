import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type Job, JOB_STATES } from '#schemas'
import { PageTitle, problemOf, statusQuery, useClient, workspacesQuery } from '../../app/index.ts'
import {
  Announce,
  Button,
  buttonClass,
  ErrorPanel,
  Kbd,
  LoadingBar,
  Skeleton,
  useCoreClock,
  useToast,
} from '../../components/index.ts'
import { CancelDialog } from './cancel-dialog.tsx'
import { FilterBox } from './filter-box.tsx'
import { useJobActs } from './job-acts.ts'
import { requeueLabel } from '../../facts/index.ts'
import { JobsTable } from './jobs-table.tsx'
import { ListEmpty } from './list-empty.tsx'
import { ListFoot } from './list-foot.tsx'
import { heldText } from './list-model.ts'
import { PeekPanel } from './peek-panel.tsx'
import { countsQuery, matching } from './queries.ts'
import { type JobsSearch, readFilter, withoutFilter, withParam } from './search.ts'
import { SelectionBar } from './selection-bar.tsx'
import { StateChips } from './state-chips.tsx'
import { leaveTrail, readTrail } from './trail.ts'
import { UnreadableFilter } from './unreadable-filter.tsx'
import { useJobsList } from './use-jobs-list.ts'
import { useListKeys } from './use-list-keys.ts'
import { useNarrow } from '../../components/index.ts'
import { useRowActions } from './use-row-actions.tsx'
import { useSelection } from './use-selection.ts'

/** All jobs: how many stand how, which are stuck and why. */
export function JobsPage({ search }: { readonly search: JobsSearch }) {
  const client = useClient()
  const clock = useCoreClock()
  const navigate = useNavigate()
  const toast = useToast()
  const acts = useJobActs()
  const { filter, problems } = useMemo(() => readFilter(search), [search])
  const readable = problems.length === 0
  const [startAt] = useState(() => readTrail()?.last)
  const [activeId, setActiveId] = useState(startAt)
  const [menuFor, setMenuFor] = useState<string>()
  const [cancelling, setCancelling] = useState<readonly Job[]>()
  const [tableHeld, setTableHeld] = useState(false)
  const [box, narrow] = useNarrow(1100)
  const { selected, select, selectAll, clear } = useSelection()

  const held =
    tableHeld || selected.size > 0 || menuFor !== undefined || cancelling !== undefined || search.peek !== undefined
  const list = useJobsList(filter, { enabled: readable, held })
  const counted = useQuery({ ...countsQuery(client, filter, clock.now), enabled: readable }).data
  const status = useQuery(statusQuery(client)).data
  const workspaces = useQuery(workspacesQuery(client)).data ?? []
  const { model } = list
  const jobs = useMemo(() => model?.order.flatMap((id) => model.jobs.get(id) ?? []) ?? [], [model])
  const total = status && JOB_STATES.reduce((sum, state) => sum + status.counts[state], 0)
  const active = activeId === undefined ? undefined : model?.jobs.get(activeId)
  const chosen = jobs.filter((job) => selected.has(job.id))

  const go = useCallback(
    (next: JobsSearch, replace = false) => void navigate({ to: '/jobs', search: next, replace }),
    [navigate],
  )
  const left = useRef({ ids: model?.order ?? [], search })
  useEffect(() => {
    left.current = { ids: model?.order ?? [], search: withParam(search, 'peek', '') }
  }, [model, search])
  const open = useCallback(
    (job: Job) => {
      leaveTrail({ ...left.current, last: job.id })
      void navigate({ to: '/jobs/$id', params: { id: job.id }, search: {} })
    },
    [navigate],
  )
  const { requeue } = acts
  const { view } = list
  const actionsOf = useRowActions({ onOpen: open, onRequeue: requeue, onCancel: setCancelling })
  const copyIds = () => {
    const ids = chosen.length > 0 ? chosen.map((job) => job.id) : active ? [active.id] : []
    if (ids.length === 0) return
    void navigator.clipboard.writeText(ids.join('\n'))
    toast({ text: ids.length === 1 ? 'Id copied' : `${ids.length} ids copied` })
  }
  useListKeys({
    jobs,
    active,
    selected,
    hasArrivals: model !== undefined && heldText(model) !== '',
    peeking: search.peek !== undefined,
    onAdd: () => void navigate({ to: '/jobs/new', search: {} }),
    onPeek: (job) => go(withParam(search, 'peek', job === undefined || search.peek === job.id ? '' : job.id), true),
    onMenu: (job) => setMenuFor(job.id),
    onActive: (job) => setActiveId(job.id),
    onSelect: select,
    onSelectAll: selectAll,
    onClear: clear,
    onCopy: copyIds,
    onShowNew: list.showNew,
  })

  const arrivals = model ? heldText(model) : ''
  return (
    <div className="flex h-full flex-col">
      <PageTitle text="Jobs" />
      <div className="flex shrink-0 items-start gap-3 px-4 pt-3 pb-2">
        <FilterBox search={search} onChange={(next) => go(next)} workspaces={workspaces.map(({ name }) => name)} />
        <Link to="/jobs/new" search={{}} className={buttonClass('primary')}>
          Add job <Kbd keys="c" />
        </Link>
      </div>
      <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-1 px-4 pb-2">
        {chosen.length > 0 ? (
          <SelectionBar
            jobs={chosen}
            busy={acts.busy}
            onCancel={() => setCancelling(chosen)}
            onRequeue={() => void requeue(chosen.filter((job) => requeueLabel(job.state) !== undefined))}
            onCopy={copyIds}
            onClear={clear}
          />
        ) : (
          <StateChips search={search} counted={counted} onChange={(next) => go(next)} />
        )}
        <Announce text={arrivals} />
        <div className="ml-auto flex items-center gap-3 pl-3 text-ink-2">
          {arrivals !== '' && (
            <Button size="small" onClick={list.showNew} hint={<Kbd keys="u" />}>
              {arrivals}
            </Button>
          )}
          {readable && counted && total !== undefined && total > 0 && (
            <span>
              {matching(counted, filter.state)} match, of {total.toLocaleString('en-US')}
            </span>
          )}
        </div>
      </div>
      <div className="relative flex min-h-0 flex-1 border-t border-line">
        <div ref={box} className="flex min-w-0 flex-1 flex-col bg-surface">
          <LoadingBar active={list.loading} />
          {acts.problem && cancelling === undefined && <ErrorPanel {...acts.problem} className="m-4" />}
          {!readable ? (
            <UnreadableFilter problems={problems} onClear={() => go(withoutFilter(search))} />
          ) : list.error && !model ? (
            <ErrorPanel
              {...problemOf(list.error, 'Jobs and their work are not touched by this.')}
              action={
                <Button size="small" onClick={list.retry}>
                  Read again
                </Button>
              }
              className="m-4"
            />
          ) : !model ? (
            <Skeleton rows={14} />
          ) : jobs.length === 0 ? (
            <ListEmpty search={search} counted={counted} total={total} onClear={() => go(withoutFilter(search))} />
          ) : (
            <JobsTable
              jobs={jobs}
              total={model.cursor === null ? jobs.length : undefined}
              narrow={narrow}
              activeId={activeId}
              startAt={startAt}
              selected={selected}
              onSelect={select}
              menuFor={menuFor}
              onMenu={setMenuFor}
              actionsOf={actionsOf}
              onActive={(job) => {
                setActiveId(job.id)
                if (search.peek !== undefined && search.peek !== job.id) go(withParam(search, 'peek', job.id), true)
              }}
              onOpen={open}
              onHold={setTableHeld}
              onView={view}
              onEnd={list.loadNext}
              foot={<ListFoot list={list} />}
            />
          )}
        </div>
        {search.peek !== undefined && readable && (
          <PeekPanel id={search.peek} onClose={() => go(withParam(search, 'peek', ''), true)} />
        )}
      </div>
      {cancelling && (
        <CancelDialog
          jobs={cancelling}
          busy={acts.busy}
          problem={acts.problem}
          onClose={() => {
            acts.clearProblem()
            setCancelling(undefined)
          }}
          onCancel={(able) => void acts.cancel(able).then((all) => all && setCancelling(undefined))}
        />
      )}
    </div>
  )
}
