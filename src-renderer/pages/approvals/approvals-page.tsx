import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Approval } from '#schemas'
import { PageTitle, PathLink, pendingApprovalsQuery, problemOf, useClient } from '../../app/index.ts'
import {
  Button,
  DecidingPage,
  EmptyState,
  linkClass,
  ListStand,
  SelectedBar,
  useDeciding,
  useDecidingKeys,
  useNarrow,
} from '../../components/index.ts'
import { ApprovalRows } from './approval-rows.tsx'
import { ApprovalView } from './approval-view.tsx'
import { BulkDialog } from './bulk-dialog.tsx'
import { Filters } from './filters.tsx'
import { areAlike, isPending, nextAfter } from './list-model.ts'
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
  const [later, setLater] = useState<ReadonlySet<string>>(new Set())
  const [bulk, setBulk] = useState<'approve' | 'reject'>()
  const { rows } = list
  const change = (next: Partial<ApprovalsSearch>) =>
    void navigate({ to: '/approvals', search: { ...search, ...next }, replace: true })
  const deciding = useDeciding({ rows, named: search.id, single, onOpen: (id) => change({ id }) })
  const { shownId, listShown, movedAt, selected, clear } = deciding
  const chosen = rows.filter((row) => selected.has(row.id) && isPending(row))

  const goOn = (from: Approval, passing: ReadonlySet<string>) => {
    const next = nextAfter(rows, [from.id, ...passing]) ?? nextAfter(rows, [from.id])
    if (next !== undefined) deciding.goTo(next)
  }
  const toList = () => change({ id: undefined })

  useDecidingKeys({
    deciding,
    news: { label: 'Tidy up what is decided', run: list.tidy, are: list.left > 0 },
    canSelect: isPending,
    onList: toList,
  })

  return (
    <DecidingPage
      place={place}
      single={single}
      listShown={listShown}
      filters={
        <Filters
          search={search}
          pending={pending}
          onChange={(next) => {
            clear()
            change({ ...next, id: undefined })
          }}
        />
      }
      stand={
        <ListStand
          list={list}
          problem={list.error ? problemOf(list.error, 'Nothing was decided.') : undefined}
          rows={8}
        />
      }
      nothing={list.loaded && rows.length === 0 && <Nothing search={search} />}
      hasRows={list.loaded && rows.length > 0}
      list={<ApprovalRows list={list} deciding={deciding} single={single} later={later} />}
      bar={chosen.length > 0 && <BulkBar chosen={chosen} onAct={setBulk} onClear={clear} />}
      open={
        shownId !== undefined && (
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
        )
      }
    >
      <PageTitle text="Approvals" />
      {bulk !== undefined && (
        <BulkDialog
          act={bulk}
          approvals={chosen}
          onClose={() => setBulk(undefined)}
          onDecide={(note) => {
            clear()
            void decisions.decide(chosen, bulk, note)
          }}
        />
      )}
    </DecidingPage>
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
    <SelectedBar label="Selected approvals" count={chosen.length} onClear={onClear}>
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
    </SelectedBar>
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
