import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type EventRecord } from '#schemas'
import { formatCount } from '#schemas/format'
import { PageTitle, PathLink, problemOf, useLiveProgress } from '../../app/index.ts'
import {
  Announce,
  ArrowUpIcon,
  Button,
  EmptyState,
  ErrorPanel,
  Kbd,
  linkClass,
  LoadingBar,
  Skeleton,
  useKeys,
  useRowHeight,
  VirtualTable,
} from '../../components/index.ts'
import { useNarrow } from '../../components/index.ts'
import { ChainBar } from './chain-bar.tsx'
import { LEDGER_COLUMNS } from './columns.tsx'
import { type Feed, freshWords, isFull, MAX_ROWS } from './feed.ts'
import { Filters } from './filters.tsx'
import { RowDetail } from './row-detail.tsx'
import { filterOf, isFiltered, type LedgerSearch } from './search.ts'
import { useFeed } from './use-feed.ts'

const route = getRouteApi('/ledger')

/** Is the chain whole, and what just happened. */
export function Ledger() {
  const search = route.useSearch()
  const navigate = useNavigate()
  const filter = filterOf(search)
  const [place, narrow] = useNarrow(960)
  const [inTable, setInTable] = useState(false)
  const rowHeight = useRowHeight()
  const held = inTable || search.seq !== undefined
  const { feed, error, loading, older, show, retry, jump } = useFeed(filter, held, search.seq)
  const fresh = feed ? freshWords(feed) : ''

  const change = (next: Partial<LedgerSearch>) =>
    void navigate({ to: '/ledger', search: { ...search, ...next }, replace: 'seq' in next })
  const open = (row: EventRecord) => change({ seq: search.seq === row.seq ? undefined : row.seq })
  const jumpTo = (seq: number) => {
    change({ seq })
    if (feed && !feed.rows.some((row) => row.seq === seq)) jump(seq)
  }
  const showNew = () => {
    show()
    place.current?.querySelector('[role="treegrid"]')?.scrollTo({ top: 0 })
  }
  useKeys([
    { keys: 'u', label: 'Show what is new', run: showNew, when: () => fresh !== '' },
    {
      keys: 'Escape',
      label: 'Close the row',
      run: () => change({ seq: undefined }),
      when: () => search.seq !== undefined,
    },
  ])

  return (
    <div ref={place} className="flex h-full flex-col">
      <PageTitle text="Ledger" />
      <ChainBar onShowRow={jumpTo} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-surface px-4 py-2">
        <Filters search={search} onChange={change} onJump={jumpTo} />
        <div className="ml-auto flex items-center gap-3 text-ink-3">
          <Announce text={fresh} />
          {fresh !== '' && (
            <Button size="small" icon={ArrowUpIcon} hint={<Kbd keys="U" />} onClick={showNew}>
              {fresh}
            </Button>
          )}
        </div>
      </div>
      <LoadingBar active={loading && feed !== undefined} />
      {error !== undefined && (
        <ErrorPanel
          className="m-4"
          {...problemOf(error, 'The ledger itself is not touched by this.')}
          action={
            <Button size="small" onClick={retry}>
              Load again
            </Button>
          }
        />
      )}
      {!feed && error === undefined && <Skeleton rows={12} className="bg-surface" />}
      {feed &&
        (feed.rows.length === 0 ? (
          <NoRows filtered={isFiltered(filter)} />
        ) : (
          <VirtualTable
            label="Rows of the ledger, newest first"
            className="min-h-0 flex-1"
            items={feed.rows}
            columns={narrow ? NARROW_COLUMNS : LEDGER_COLUMNS}
            keyOf={(row) => String(row.seq)}
            activeKey={undefined}
            startAt={search.seq === undefined ? undefined : String(search.seq)}
            onOpen={open}
            onHold={setInTable}
            onEnd={older}
            rowHeight={rowHeight}
            minWidth="44rem"
            detail={(row) => detailOf(row, search.seq)}
            foot={<Foot feed={feed} />}
          />
        ))}
    </div>
  )
}

/** The actor of most rows is the worker, which the open row names too. */
const NARROW_COLUMNS = LEDGER_COLUMNS.filter(({ id }) => id !== 'actor')

function detailOf(row: EventRecord, open: number | undefined) {
  return row.seq === open ? <RowDetail row={row} /> : undefined
}

function Foot({ feed }: { feed: Feed }) {
  return (
    <p className="px-4 py-3 text-center text-meta text-ink-3">
      {isFull(feed)
        ? `${formatCount(MAX_ROWS)} rows are loaded. Filter, or jump to a row by its number, to see further back.`
        : feed.more
          ? 'Loading older rows'
          : 'The ledger begins here.'}
    </p>
  )
}

function NoRows({ filtered }: { filtered: boolean }) {
  const { head } = useLiveProgress()
  if (!filtered) return <EmptyState kind="first_use" title="The ledger is empty." />
  return (
    <EmptyState
      kind="filtered"
      title="No row matches these filters."
      action={
        <PathLink to="/ledger" className={linkClass}>
          Clear filters
        </PathLink>
      }
    >
      {head !== undefined && `The ledger has ${formatCount(head)} rows in all.`}
    </EmptyState>
  )
}
