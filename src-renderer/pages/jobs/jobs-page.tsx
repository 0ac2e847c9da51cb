import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type Job, JOB_STATES } from '#schemas'
import { readFilter } from '#schemas/filter'
import { PageTitle, statusQuery, useClient } from '../../app/index.ts'
import { LoadingBar, useCoreClock, useNarrow } from '../../components/index.ts'
import { CopyMenu, type CopySubject } from './copy-menu.tsx'
import { JobsDialogs } from './jobs-dialogs.tsx'
import { JobsTable } from './jobs-table.tsx'
import { ListBar } from './list-bar.tsx'
import { ListFoot } from './list-foot.tsx'
import { ListHead } from './list-head.tsx'
import { heldText, type ListOrder, rowsOf } from './list-model.ts'
import { ListStandIn } from './list-stand-in.tsx'
import { OperationCard } from './operation-card.tsx'
import { OperationLine } from './operation-line.tsx'
import { useOpenRow } from './open-row.ts'
import { PeekPanel } from './peek-panel.tsx'
import { placeWords } from './place-words.ts'
import { countsQuery, matching } from './queries.ts'
import { type JobsSearch, hasFilter, withoutFilter, withParam } from './search.ts'
import { isEmpty } from './selection.ts'
import { SlowNote } from './slow-note.tsx'
import { leaveTrail, readTrail } from './trail.ts'
import { useActs } from './use-acts.ts'
import { useColumns, useRowHeight } from './use-columns.ts'
import { useFollowRows } from './use-follow-rows.ts'
import { useJobsList } from './use-jobs-list.ts'
import { useListKeys } from './use-list-keys.ts'
import { useOperation } from './use-operation.ts'
import { useRowActions } from './use-row-actions.tsx'
import { useSelectRows } from './use-select-rows.ts'
import { useSelection } from './use-selection.ts'
import { useView } from './use-view.ts'

const FAR = 100

/** All jobs: how many stand how, which are stuck and why. */
export function JobsPage({ search: asked }: { readonly search: JobsSearch }) {
  const client = useClient()
  const queries = useQueryClient()
  const clock = useCoreClock()
  const navigate = useNavigate()
  const { search, problems: viewProblems, known: viewKnown } = useView(asked)
  const { filter, order, problems } = useMemo(() => {
    const read = readFilter(search)
    return { ...read, problems: [...viewProblems, ...read.problems] }
  }, [search, viewProblems])
  const readable = problems.length === 0 && viewKnown
  const listKey = JSON.stringify({ filter, order })
  const [startAt] = useState(() => readTrail()?.last)
  const [activeId, setActiveId] = useState(startAt)
  const { openRow, openId } = useOpenRow()
  const [copying, setCopying] = useState<CopySubject>()
  const [copyFromRow, setCopyFromRow] = useState(false)
  const [tableHeld, setTableHeld] = useState(false)
  const [inView, setInView] = useState({ first: 0, last: 0 })
  const [box, narrow] = useNarrow(1000)
  const { selection, chosen } = useSelection(listKey)
  const none = isEmpty(chosen)
  const acts = useActs()
  const rowHeight = useRowHeight()

  const held =
    tableHeld || !none || openId !== undefined || copying !== undefined || acts.asking || search.peek !== undefined
  const list = useJobsList(filter, order, { key: listKey, enabled: readable, held })
  const { model, again, view } = list
  const counts = countsQuery(client, filter, clock.now)
  const counted = useQuery({ ...counts, enabled: readable }).data
  const countAgain = useCallback(() => queries.invalidateQueries({ queryKey: ['jobs-page', 'counts'] }), [queries])
  useFollowRows({ enabled: readable, everyMs: 700, again: countAgain })
  const status = useQuery(statusQuery(client)).data
  const shownBulk = useOperation(filter.operation === '' ? undefined : filter.operation).data
  const rows = useMemo(() => (model ? rowsOf(model) : []), [model])
  const total = status && JOB_STATES.reduce((sum, state) => sum + status.counts[state], 0)
  const active = activeId === undefined ? undefined : model?.jobs.get(activeId)
  const match = counted && matching(counted, filter.state)

  const go = useCallback(
    (next: JobsSearch, replace = false) => {
      const { view: _, ...rest } = next
      // A view named alone stands for all of it, so one whose last part was taken away is left.
      const emptied = next.view !== undefined && !hasFilter(next) && next.sort === undefined && next.cols === undefined
      void navigate({ to: '/jobs', search: emptied && hasFilter(search) ? rest : next, replace })
    },
    [navigate, search],
  )
  const { columns, shown, choose } = useColumns(search, narrow, go)
  const turn = useCallback(
    (next: ListOrder) => go(withParam(search, 'sort', next === 'oldest' ? 'oldest' : '')),
    [go, search],
  )
  const left = useRef({ ids: [] as readonly string[], search })
  useEffect(() => {
    left.current = {
      ids: rows.flatMap((job) => (job === undefined ? [] : [job.id])),
      search: withParam(asked, 'peek', ''),
    }
  }, [rows, asked])
  const open = useCallback(
    (job: Job) => {
      leaveTrail({ ...left.current, last: job.id })
      void navigate({ to: '/jobs/$id', params: { id: job.id }, search: {} })
    },
    [navigate],
  )
  const actionsOf = useRowActions({
    onOpen: open,
    onRequeue: acts.requeue,
    onCancel: acts.askCancel,
    onPriority: acts.askPriority,
    onCopy: (job) => {
      setCopyFromRow(true)
      setCopying({ of: 'jobs', ids: [job.id] })
    },
  })
  const onSelect = useSelectRows(selection, rows)
  const seen = useCallback(
    (first: number, last: number) => {
      setInView({ first, last })
      view(first, last)
    },
    [view],
  )
  const showNew = () => {
    box.current?.querySelector('[role="grid"]')?.scrollTo({ top: 0 })
    list.showNew()
  }
  const arrivals = model ? heldText(model) : ''
  const inTable = tableHeld && active !== undefined
  const subject: CopySubject = none
    ? { of: 'list' }
    : chosen.of === 'named'
      ? { of: 'jobs', ids: [...chosen.ids] }
      : { of: 'all', except: chosen.except, count: match?.exact === true ? match.count : undefined }
  useListKeys({
    rows,
    active,
    selection,
    chosen,
    readable,
    order,
    hasArrivals: arrivals !== '',
    peeking: search.peek !== undefined,
    onAdd: () => void navigate({ to: '/jobs/new', search: {} }),
    onPeek: (job) => go(withParam(search, 'peek', job === undefined || search.peek === job.id ? '' : job.id), true),
    onMenu: (job) => openRow.set(job.id),
    onCopy: () => {
      setCopyFromRow(inTable)
      setCopying(none && inTable ? { of: 'jobs', ids: [active.id] } : subject)
    },
    onShowNew: showNew,
    onOrder: turn,
  })

  const ready = readable && model !== undefined && !(rows.length === 0 && list.error === null)
  return (
    <div className="flex h-full flex-col">
      <PageTitle text="Jobs" />
      <ListHead
        search={search}
        filter={filter}
        readable={readable}
        counted={counted}
        total={total}
        columns={columns}
        onColumns={choose}
        onChange={go}
      />
      {shownBulk && <OperationLine operation={shownBulk} />}
      {ready && (
        <ListBar
          selection={selection}
          chosen={chosen}
          loadedIds={() => rows.flatMap((job) => (job === undefined ? [] : [job.id]))}
          matching={match}
          place={placeWords(inView, rows.length, match)}
          jump={
            rows.length >= FAR
              ? {
                  to: order === 'newest' ? 'oldest' : 'newest',
                  go: () => turn(order === 'newest' ? 'oldest' : 'newest'),
                }
              : undefined
          }
          arrivals={arrivals}
          copy={
            <CopyMenu
              subject={copying ?? subject}
              search={search}
              filter={filter}
              order={order}
              rows={rows}
              open={copying !== undefined}
              onOpenChange={(opens) => {
                if (opens) setCopyFromRow(false)
                setCopying(opens ? subject : undefined)
              }}
              returnTo={(button) => (copyFromRow ? activeRowOf(box.current) : null) ?? button}
            />
          }
          onAct={(act) => acts.askBulk(act, chosen, filter, model.readAt)}
          onShowNew={showNew}
        />
      )}
      <div className="relative flex min-h-0 flex-1 border-t border-line">
        <div ref={box} className="relative flex min-w-0 flex-1 flex-col bg-surface">
          <LoadingBar active={list.loading} />
          {list.slow && <SlowNote search={search} total={total} onCancel={list.cancel} />}
          <ListStandIn
            search={search}
            problems={problems}
            list={list}
            rows={rows.length}
            rowHeight={rowHeight}
            counted={counted}
            total={total}
            actProblem={acts.asking ? undefined : acts.problem}
            onClear={() => go(withoutFilter(search))}
          />
          {ready && rows.length > 0 && (
            <JobsTable
              rows={rows}
              total={
                model.cursor === null
                  ? rows.length
                  : match?.exact === true
                    ? Math.max(match.count, rows.length)
                    : undefined
              }
              columns={shown}
              order={order}
              onOrder={turn}
              rowHeight={rowHeight}
              activeId={activeId}
              startAt={startAt}
              selection={selection}
              chosen={chosen}
              onSelect={onSelect}
              openRow={openRow}
              actionsOf={actionsOf}
              onActive={(job) => {
                setActiveId(job.id)
                if (search.peek !== undefined && search.peek !== job.id) go(withParam(search, 'peek', job.id), true)
              }}
              onOpen={open}
              onHold={setTableHeld}
              onView={seen}
              onEnd={list.loadNext}
              foot={<ListFoot list={list} order={order} rowHeight={rowHeight} onOrder={turn} />}
            />
          )}
          {acts.operation && <OperationCard operation={acts.operation} />}
        </div>
        {search.peek !== undefined && readable && (
          <PeekPanel id={search.peek} onClose={() => go(withParam(search, 'peek', ''), true)} />
        )}
      </div>
      <JobsDialogs
        acts={acts}
        onDone={() => {
          selection.clear()
          void again()
        }}
      />
    </div>
  )
}

/** The row the keyboard goes on from. */
function activeRowOf(box: HTMLElement | null): HTMLElement | null {
  return box?.querySelector<HTMLElement>('[role="row"][aria-current="true"]') ?? null
}
