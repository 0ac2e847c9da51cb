import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Artifact } from '#schemas'
import { formatCount } from '#schemas/format'
import { PageTitle, PathLink, problemOf, useClient, workspacesQuery } from '../../app/index.ts'
import {
  buttonClass,
  DecidingPage,
  EmptyState,
  linkClass,
  ListStand,
  useDeciding,
  useDecidingKeys,
  useKeys,
  useNarrow,
} from '../../components/index.ts'
import { ArtifactRows } from './artifact-list.tsx'
import { ArtifactView } from './artifact-view.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { type BulkAct, BulkDialog } from './bulk-dialog.tsx'
import { Filters } from './filters.tsx'
import { nextAfter } from './list-model.ts'
import { artifactCountsQuery } from './queries.ts'
import { filterOf, isNarrowed, narrowOf, type ReviewSearch, statesOf, viewParams } from './search.ts'
import { useArtifactList } from './use-artifact-list.ts'
import { useDecisions } from './use-decisions.ts'

const route = getRouteApi('/review')

/** What was made, from what, and what promoting it changes. */
export function ReviewPage() {
  const search = route.useSearch()
  const navigate = useNavigate()
  const client = useClient()
  const [place, narrow] = useNarrow(1040)
  const [column, single] = useNarrow(700)
  const list = useArtifactList(filterOf(search))
  const counts = useQuery(artifactCountsQuery(client, narrowOf(search))).data
  const workspaces = useQuery(workspacesQuery(client)).data ?? []
  const names = workspaces.map(({ name }) => name)
  const [bulk, setBulk] = useState<BulkAct>()
  const decisions = useDecisions(list.keep)
  const { rows } = list.list
  const change = (next: Partial<ReviewSearch>, replace = false) =>
    void navigate({ to: '/review', search: { ...search, ...next }, replace })
  const deciding = useDeciding({
    rows,
    named: search.id,
    single,
    onOpen: (id) => change({ id, to: undefined, into: undefined }, true),
  })
  const { shownId, listShown, movedAt, selected, setSelected, clear } = deciding
  const chosen = rows.filter(({ id }) => selected.has(id))

  const goOn = (done: readonly Artifact[]) => {
    const next = nextAfter(
      rows,
      done.map(({ id }) => id),
    )
    if (next !== undefined)
      deciding.goTo(next, (id) => change({ id, to: undefined, into: undefined, ...viewParams('content') }, true))
  }
  const toList = () => change({ id: undefined, to: undefined, into: undefined, ...viewParams('content') }, true)

  useDecidingKeys({
    deciding,
    news: { label: 'Show what is new', run: list.show, are: list.list.waiting + list.list.left.size > 0 },
    onList: toList,
  })
  useKeys([
    { keys: 'Mod+a', label: 'Select all that are loaded', run: () => setSelected(new Set(rows.map(({ id }) => id))) },
  ])

  return (
    <div ref={place} className="h-full">
      <DecidingPage
        place={column}
        single={single}
        tight={narrow}
        listShown={listShown}
        filters={
          <Filters
            search={search}
            counts={counts}
            workspaces={names}
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
            rows={12}
          />
        }
        nothing={list.loaded && rows.length === 0 && <Nothing search={search} counts={counts?.counts} />}
        hasRows={list.loaded && rows.length > 0}
        list={<ArtifactRows list={list} deciding={deciding} single={single} />}
        bar={chosen.length > 0 && <BulkBar count={chosen.length} onAct={setBulk} onClear={clear} />}
        open={
          shownId !== undefined && (
            <ArtifactView
              id={shownId}
              search={search}
              workspaces={names}
              wide={!narrow}
              onBack={single ? toList : undefined}
              decisions={decisions}
              movedAt={movedAt}
              onSearch={(next) => change(next, true)}
              onDecided={goOn}
            />
          )
        }
      >
        <PageTitle text="Review" />
        {bulk !== undefined && (
          <BulkDialog
            act={bulk}
            artifacts={chosen}
            workspaces={names}
            onClose={() => setBulk(undefined)}
            onDecide={(artifacts, note) => {
              clear()
              if (bulk !== 'promote') void decisions.decide(artifacts, bulk, note)
            }}
            onPromote={(plans, note) => {
              clear()
              void decisions.promote(chosen, plans, note)
            }}
          />
        )}
      </DecidingPage>
    </div>
  )
}

interface NothingProps {
  readonly search: ReviewSearch
  readonly counts: Readonly<Record<string, number>> | undefined
}

/** Why there is nothing: never was, all decided, or filtered out. */
function Nothing({ search, counts }: NothingProps) {
  const states = statesOf(search)
  const elsewhere = Object.entries(counts ?? {}).reduce(
    (sum, [state, n]) => (states.some((each) => each === state) ? sum : sum + n),
    0,
  )
  if (isNarrowed(search))
    return (
      <EmptyState
        kind="filtered"
        title="No artifact matches these filters."
        action={
          <PathLink to="/review" className={linkClass}>
            Clear filters
          </PathLink>
        }
      >
        {elsewhere > 0 && `${formatCount(elsewhere)} in other states match them.`}
      </EmptyState>
    )
  if (elsewhere === 0)
    return (
      <EmptyState
        kind="first_use"
        title="Nothing to review yet."
        action={
          <PathLink to="/jobs/new" className={buttonClass('primary')}>
            Add job
          </PathLink>
        }
      >
        What runs make (an index, a document, a test report) waits here until you decide. Nothing of it is trusted
        before.
      </EmptyState>
    )
  return search.state === undefined ? (
    <EmptyState
      kind="all_clear"
      title="Nothing needs review."
      action={
        <PathLink to="/review?state=all" className={linkClass}>
          {`Show the ${formatCount(elsewhere)} decided`}
        </PathLink>
      }
    />
  ) : (
    <EmptyState
      kind="filtered"
      title={`Nothing is ${states.join(' or ').replaceAll('_', ' ')}.`}
      action={
        <PathLink to="/review" className={linkClass}>
          Show what needs review
        </PathLink>
      }
    >
      {`${formatCount(elsewhere)} in other states.`}
    </EmptyState>
  )
}
