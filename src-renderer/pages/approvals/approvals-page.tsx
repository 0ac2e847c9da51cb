import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback, useRef, useState } from 'react'
import type { Approval } from '#schemas'
import { formatCount } from '#schemas/format'
import { PageTitle, PathLink, pendingApprovalsQuery, problemOf, useClient } from '../../app/index.ts'
import {
  Button,
  cx,
  EmptyState,
  ErrorPanel,
  linkClass,
  LoadingBar,
  Skeleton,
  useKeys,
  useNarrow,
} from '../../components/index.ts'
import { ApprovalRows } from './approval-rows.tsx'
import { ApprovalView } from './approval-view.tsx'
import { BulkDialog } from './bulk-dialog.tsx'
import { Filters } from './filters.tsx'
import { areAlike, nextAfter } from './list-model.ts'
import { type ApprovalsSearch, filterOf } from './search.ts'
import { useApprovalList } from './use-approval-list.ts'
import { useDecisions } from './use-decisions.ts'

const route = getRouteApi('/approvals')

/** What work waits for, what exactly would happen, and how long is left to decide. */
export function ApprovalsPage() {
  const search = route.useSearch()
  const navigate = useNavigate()
  const pending = useQuery(pendingApprovalsQuery(useClient())).data
  const [place, single] = useNarrow(860)
  const list = useApprovalList(filterOf(search))
  const decisions = useDecisions()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [later, setLater] = useState<ReadonlySet<string>>(new Set())
  const [bulk, setBulk] = useState<'approve' | 'reject'>()
  const { rows } = list
  // What came first stays open when others come: one decides about what one reads.
  const [firstId, setFirstId] = useState<string>()
  const first = (rows.find(({ id }) => id === firstId) ?? rows[0])?.id
  if (first !== firstId) setFirstId(first)
  const shownId = search.id ?? (single ? undefined : first)
  const [rowId, setRowId] = useState(search.id)
  const activeId = single ? (search.id ?? rowId) : shownId
  const chosen = rows.filter(({ id, state }) => selected.has(id) && state === 'pending')
  const movedAt = useRef(-Infinity)

  const change = (next: Partial<ApprovalsSearch>) =>
    void navigate({ to: '/approvals', search: { ...search, ...next }, replace: true })
  const open = (approval: Approval) => {
    setRowId(approval.id)
    if (approval.id === shownId) return
    movedAt.current = performance.now()
    change({ id: approval.id })
  }
  const onSelect = useCallback((approval: Approval, is: boolean) => {
    if (is && approval.state !== 'pending') return
    setSelected((before) => {
      const next = new Set(before)
      if (is) next.add(approval.id)
      else next.delete(approval.id)
      return next
    })
  }, [])
  const goOn = (from: Approval, passing: ReadonlySet<string>) => {
    const next = nextAfter(rows, [from.id, ...passing]) ?? nextAfter(rows, [from.id])
    if (next === undefined) return
    movedAt.current = performance.now()
    setRowId(next)
    change({ id: next })
  }
  const toList = () => change({ id: undefined })
  const listShown = !single || shownId === undefined
  const active = rows.find(({ id }) => id === activeId)

  useKeys([
    { keys: 'u', label: 'Tidy up what is decided', run: list.tidy, when: () => list.left > 0 },
    {
      keys: 'x',
      label: 'Select',
      run: () => active && onSelect(active, !selected.has(active.id)),
      when: () => active?.state === 'pending',
    },
    { keys: 'Escape', label: 'Back to the list', run: toList, when: () => !listShown },
    {
      keys: 'Escape',
      label: 'Clear the selection',
      run: () => setSelected(new Set()),
      when: () => selected.size > 0 && listShown,
    },
  ])

  return (
    <div ref={place} className="flex h-full flex-col">
      <PageTitle text="Approvals" />
      {listShown && (
        <Filters
          search={search}
          pending={pending}
          onChange={(next) => {
            setSelected(new Set())
            change({ ...next, id: undefined })
          }}
        />
      )}
      <LoadingBar active={list.loading && list.loaded} />
      {list.error && (
        <ErrorPanel
          className="m-4"
          {...problemOf(list.error, 'Nothing was decided.')}
          action={
            <Button size="small" onClick={list.retry}>
              Load again
            </Button>
          }
        />
      )}
      {!list.loaded && !list.error && <Skeleton rows={8} className="bg-surface" />}
      {list.loaded && rows.length === 0 && <Nothing search={search} />}
      {list.loaded && rows.length > 0 && (
        <div className="flex min-h-48 flex-1">
          {listShown && (
            <div className={cx('flex shrink-0 flex-col', single ? 'w-full' : 'w-80 border-r border-line')}>
              <ApprovalRows
                list={list}
                activeId={activeId}
                startAt={search.id ?? rowId}
                onActive={single ? ({ id }) => setRowId(id) : open}
                onOpen={single ? open : undefined}
                selected={selected}
                onSelect={onSelect}
                later={later}
              />
              {chosen.length > 0 && <BulkBar chosen={chosen} onAct={setBulk} onClear={() => setSelected(new Set())} />}
            </div>
          )}
          {shownId !== undefined && (
            <ApprovalView
              id={shownId}
              onBack={single ? toList : undefined}
              decisions={decisions}
              movedAt={movedAt}
              onHold={() => search.id === undefined && change({ id: shownId })}
              onDecided={(approval) => goOn(approval, later)}
              onLater={(approval) => {
                const passing = new Set([...later, approval.id])
                setLater(passing)
                goOn(approval, passing)
              }}
            />
          )}
        </div>
      )}
      {bulk !== undefined && (
        <BulkDialog
          act={bulk}
          approvals={chosen}
          onClose={() => setBulk(undefined)}
          onDecide={(note) => {
            setSelected(new Set())
            void decisions.decide(chosen, bulk, note)
          }}
        />
      )}
    </div>
  )
}

interface BulkBarProps {
  readonly chosen: readonly Approval[]
  readonly onAct: (act: 'approve' | 'reject') => void
  readonly onClear: () => void
}

/** What can be done with all that are selected: any can be rejected, only those alike approved. */
function BulkBar({ chosen, onAct, onClear }: BulkBarProps) {
  const alike = areAlike(chosen)
  return (
    <div
      role="group"
      aria-label="Selected approvals"
      className="flex shrink-0 flex-wrap items-center gap-2 border-t border-line bg-selected px-4 py-2"
    >
      <span className="mr-auto font-strong">{formatCount(chosen.length)} selected</span>
      <Button size="small" changes onClick={() => onAct('reject')}>
        Reject…
      </Button>
      <Button
        size="small"
        changes
        disabled={!alike}
        title={alike ? undefined : 'These ask for different things; only requests alike are approved together.'}
        onClick={() => onAct('approve')}
      >
        Approve…
      </Button>
      <Button size="small" look="quiet" onClick={onClear}>
        Clear
      </Button>
    </div>
  )
}

function Nothing({ search }: { readonly search: ApprovalsSearch }) {
  if (search.kind !== undefined || search.job !== undefined)
    return (
      <EmptyState
        kind="filtered"
        title="No approval matches these filters."
        action={
          <PathLink to="/approvals" className={linkClass}>
            Clear filters
          </PathLink>
        }
      />
    )
  if (search.state !== undefined)
    return (
      <EmptyState kind="first_use" title="Nothing was asked yet.">
        Jobs that want the whole network, jobs that ask for themselves, and what your rules name wait here.{' '}
        <PathLink to="/policies" className={linkClass}>
          Show the rules
        </PathLink>
      </EmptyState>
    )
  return (
    <EmptyState
      kind="all_clear"
      title="Nothing waits for your approval."
      action={
        <PathLink to="/approvals?state=decided" className={linkClass}>
          Show what was decided
        </PathLink>
      }
    />
  )
}
