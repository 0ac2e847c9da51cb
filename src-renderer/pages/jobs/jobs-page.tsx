import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { type Job, JOB_STATES } from '#schemas'
import { PageTitle, problemOf, statusQuery, useClient, workspacesQuery } from '../../app/index.ts'
import {
  Button,
  buttonClass,
  ErrorPanel,
  Kbd,
  LoadingBar,
  type MenuItem,
  Skeleton,
  useCoreClock,
  useKeys,
  useToast,
} from '../../components/index.ts'
import { CancelDialog } from './cancel-dialog.tsx'
import { FilterBox } from './filter-box.tsx'
import { useJobActs } from './job-acts.ts'
import { canCancel, requeueLabel } from './job-facts.ts'
import { JobsTable } from './jobs-table.tsx'
import { ListEmpty } from './list-empty.tsx'
import { heldText } from './list-model.ts'
import { PeekPanel } from './peek-panel.tsx'
import { countsQuery, matching } from './queries.ts'
import { type JobsSearch, readFilter, withoutFilter, withParam } from './search.ts'
import { SelectionBar } from './selection-bar.tsx'
import { StateChips } from './state-chips.tsx'
import { leaveTrail, readTrail } from './trail.ts'
import { UnreadableFilter } from './unreadable-filter.tsx'
import { useJobsList } from './use-jobs-list.ts'
import { useNarrow } from './use-narrow.ts'
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
  const open = useCallback(
    (job: Job) => {
      leaveTrail({ ids: model?.order ?? [], search: withParam(search, 'peek', ''), last: job.id })
      void navigate({ to: '/jobs/$id', params: { id: job.id }, search: {} })
    },
    [model, search, navigate],
  )
  const { requeue } = acts
  const { view } = list
  const actionsOf = useCallback(
    (job: Job): MenuItem[] => {
      const requeueing = requeueLabel(job.state)
      return [
        { label: 'Open', onSelect: () => open(job), hint: <Kbd keys="Enter" /> },
        {
          label: 'Run again with changes',
          onSelect: () => void navigate({ to: '/jobs/new', search: { from: job.id } }),
        },
        {
          label: requeueing ?? 'Queue again',
          onSelect: () => void requeue([job]),
          disabledReason: requeueing ? undefined : whyNotRequeue(job),
        },
        {
          label: 'Cancel…',
          danger: true,
          apart: true,
          onSelect: () => setCancelling([job]),
          disabledReason: canCancel(job.state) ? undefined : 'It has finished.',
        },
      ]
    },
    [navigate, open, requeue],
  )
  const copyIds = () => {
    const ids = chosen.length > 0 ? chosen.map((job) => job.id) : active ? [active.id] : []
    if (ids.length === 0) return
    void navigator.clipboard.writeText(ids.join('\n'))
    toast({ text: ids.length === 1 ? 'Id copied' : `${ids.length} ids copied` })
  }
  const extend = (by: 1 | -1) => {
    const at = jobs.findIndex((job) => job.id === activeId)
    const next = jobs[at + by]
    if (active) select(active.id, true)
    if (!next) return
    select(next.id, true)
    setActiveId(next.id)
  }
  const peek = () => active && go(withParam(search, 'peek', search.peek === active.id ? '' : active.id), true)

  useKeys([
    { keys: 'c', label: 'Add job', run: () => void navigate({ to: '/jobs/new', search: {} }) },
    { keys: ' ', label: 'Look at the row beside the list', run: peek, when: () => active !== undefined },
    { keys: 'm', label: 'Actions on the row', run: () => setMenuFor(activeId), when: () => active !== undefined },
    {
      keys: 'x',
      label: 'Select the row',
      run: () => active && select(active.id, !selected.has(active.id)),
      when: () => active !== undefined,
    },
    {
      keys: 'Shift+j',
      label: 'Extend the selection down',
      run: () => extend(1),
      repeats: true,
      when: () => active !== undefined,
    },
    {
      keys: 'Shift+k',
      label: 'Extend the selection up',
      run: () => extend(-1),
      repeats: true,
      when: () => active !== undefined,
    },
    {
      keys: 'Mod+a',
      label: 'Select the loaded rows',
      run: () => selectAll(jobs.map((job) => job.id)),
      when: () => jobs.length > 0,
    },
    { keys: 'y', label: 'Copy ids', run: copyIds, when: () => active !== undefined || chosen.length > 0 },
    {
      keys: 'u',
      label: 'Show what is new',
      run: list.showNew,
      when: () => model !== undefined && heldText(model) !== '',
    },
    {
      keys: 'Escape',
      label: 'Close the panel, then the selection',
      run: () => (search.peek === undefined ? clear() : go(withParam(search, 'peek', ''), true)),
      when: () => search.peek !== undefined || selected.size > 0,
    },
  ])

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
        <div className="ml-auto flex items-center gap-3 pl-3 text-ink-2">
          {arrivals !== '' && (
            <Button size="small" onClick={list.showNew} hint={<Kbd keys="u" />}>
              {arrivals}
            </Button>
          )}
          {readable && counted && total !== undefined && total > 0 && (
            <span aria-live="polite">
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

function ListFoot({ list }: { readonly list: ReturnType<typeof useJobsList> }) {
  if (list.nextError !== undefined)
    return (
      <ErrorPanel
        {...problemOf(list.nextError, 'The rows above are as they were.')}
        action={
          <Button size="small" onClick={list.loadNext}>
            Read on
          </Button>
        }
        className="m-4"
      />
    )
  if (list.loadingNext) return <Skeleton rows={3} />
  return null
}

function whyNotRequeue(job: Job): string {
  if (job.state === 'queued') return 'It is queued.'
  return job.state === 'running' ? 'It is running.' : 'It succeeded. Run it again with changes instead.'
}
