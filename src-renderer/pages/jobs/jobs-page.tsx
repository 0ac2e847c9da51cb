import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { JOB_STATES, type OperationAct } from '#schemas'
import { readFilter } from '#schemas/filter'
import { PageTitle, problemOf, statusQuery, useClient } from '../../app/index.ts'
import { ErrorPanel, LoadingBar, useNarrow } from '../../components/index.ts'
import { CopyMenu, type CopySubject } from './copy-menu.tsx'
import { JobsDialogs } from './jobs-dialogs.tsx'
import { JobsTable } from './jobs-table.tsx'
import { ListBar } from './list-bar.tsx'
import { ListFoot } from './list-foot.tsx'
import { ListHead } from './list-head.tsx'
import { heldText, rowsOf } from './list-rows.ts'
import { ListStandIn } from './list-stand-in.tsx'
import { useOpenRow } from './open-row.ts'
import { OperationCard } from './operation-card.tsx'
import { OperationLine } from './operation-line.tsx'
import { PeekPanel } from './peek-panel.tsx'
import { PlaceWords, usePlace } from './place.tsx'
import { type JobsSearch, withoutFilter } from './search.ts'
import { isEmpty } from './selection.ts'
import { selectionWords } from './selection-words.ts'
import { SlowNote } from './slow-note.tsx'
import { readTrail } from './trail.ts'
import { useActs } from './use-acts.ts'
import { useColumns, useRowHeight } from './use-columns.ts'
import { useCopying } from './use-copying.ts'
import { useCounts } from './use-counts.ts'
import { useJobsList } from './use-jobs-list.ts'
import { useListCommands } from './use-list-commands.ts'
import { useListKeys } from './use-list-keys.ts'
import { useListNavigation } from './use-list-navigation.ts'
import { useOperation } from './use-operation.ts'
import { useRowActions } from './use-row-actions.tsx'
import { useSelectRows } from './use-select-rows.ts'
import { useSelection } from './use-selection.ts'
import { useView } from './use-view.ts'

const FAR = 100

/** All jobs: how many stand how, which are stuck and why. */
export function JobsPage({ search: asked }: { readonly search: JobsSearch }) {
  const client = useClient()
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
  const [openCopy, setOpenCopy] = useState<CopySubject>()
  const [bulkMenu, setBulkMenu] = useState(false)
  const [tableHeld, setTableHeld] = useState(false)
  const place = usePlace()
  const [box, narrow] = useNarrow(1000)
  const { selection, chosen } = useSelection(listKey)
  const none = isEmpty(chosen)
  const acts = useActs()
  const rowHeight = useRowHeight()

  const held =
    tableHeld || !none || openId !== undefined || openCopy !== undefined || acts.asking || search.peek !== undefined
  const list = useJobsList(filter, order, { key: listKey, enabled: readable, held })
  const { model, again, view } = list
  const { counted, lastCounted, match } = useCounts(filter, { readable, rowsLoading: list.loading })
  const status = useQuery(statusQuery(client)).data
  const shownBulk = useOperation(filter.operation === '' ? undefined : filter.operation)
  const rows = useMemo(() => (model ? rowsOf(model) : []), [model])
  const total = status && JOB_STATES.reduce((sum, state) => sum + status.counts[state], 0)
  const active = activeId === undefined ? undefined : model?.jobs.get(activeId)

  const to = useListNavigation({ asked, search, rows })
  const { go, turn, open } = to
  const { columns, shown, choose } = useColumns(search, narrow, go)
  const copying = useCopying({
    opened: openCopy,
    setOpened: setOpenCopy,
    chosen,
    active: tableHeld ? active : undefined,
    match,
  })
  const actionsOf = useRowActions({
    onOpen: open,
    onRetry: acts.retry,
    onRequeue: acts.requeue,
    onCancel: acts.askCancel,
    onPriority: acts.askPriority,
    onCopy: copying.ofRow,
  })
  const onSelect = useSelectRows(selection, rows)
  const seen = useCallback(
    (first: number, last: number, top: number) => {
      place.set(top)
      view(first, last)
    },
    [place, view],
  )
  const [settled, setSettled] = useState(asked)
  if (!list.loading && model?.of === listKey && settled !== asked) setSettled(asked)
  const giveUp = () => {
    list.cancel()
    // Filter and rows must not say different things.
    if (model !== undefined) to.back(settled)
  }
  const showNew = () => {
    box.current?.querySelector('[role="grid"]')?.scrollTo({ top: 0 })
    list.showNew()
  }
  const arrivals = model ? heldText(model) : ''
  const act = (what: OperationAct) => model && acts.askBulk(what, chosen, filter, model.readAt)
  useListCommands({
    selected: none ? '' : selectionWords(chosen, match),
    readable,
    arrivals,
    onAct: act,
    onCopy: copying.byKey,
    onShowNew: showNew,
  })
  useListKeys({
    rows,
    active,
    selection,
    chosen,
    readable,
    order,
    hasArrivals: arrivals !== '',
    peeking: search.peek !== undefined,
    onAdd: to.add,
    onPeek: to.peek,
    onMenu: (job) => openRow.set(job.id),
    onBulkMenu: () => setBulkMenu(true),
    onCopy: copying.byKey,
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
        lastCounted={lastCounted}
        total={total}
        columns={columns}
        onColumns={choose}
        onChange={go}
      />
      {shownBulk.data && <OperationLine operation={shownBulk.data} />}
      {shownBulk.error && <ErrorPanel {...problemOf(shownBulk.error)} className="mx-4 mb-2" />}
      {ready && (
        <ListBar
          selection={selection}
          chosen={chosen}
          loadedIds={() => rows.flatMap((job) => (job === undefined ? [] : [job.id]))}
          matching={match}
          place={<PlaceWords place={place} rows={rows.length} matching={match} />}
          jump={
            rows.length >= FAR
              ? {
                  to: order === 'newest' ? 'oldest' : 'newest',
                  go: () => turn(order === 'newest' ? 'oldest' : 'newest'),
                }
              : undefined
          }
          arrivals={arrivals}
          menuOpen={bulkMenu}
          onMenu={setBulkMenu}
          copy={
            <CopyMenu
              subject={copying.subject}
              search={search}
              filter={filter}
              order={order}
              rows={rows}
              open={copying.open}
              onOpenChange={copying.onOpenChange}
              returnTo={(button) => (copying.fromRow ? activeRowOf(box.current) : null) ?? button}
            />
          }
          onAct={act}
          onShowNew={showNew}
        />
      )}
      {/* In a very low window the page scrolls rather than that no row has room. */}
      <div className="relative flex min-h-36 flex-1 border-t border-line">
        <div ref={box} data-list aria-busy={list.loading} className="relative flex min-w-0 flex-1 flex-col bg-surface">
          <LoadingBar active={list.loading} />
          {list.slow && <SlowNote search={search} total={total} onCancel={giveUp} />}
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
              listKey={model.of}
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
                to.follow(job)
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
        {search.peek !== undefined && readable && <PeekPanel id={search.peek} onClose={() => to.peek(undefined)} />}
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
