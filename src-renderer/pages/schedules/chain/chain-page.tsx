import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ChainGraph } from '#schemas'
import { formatCount } from '#schemas/format'
import { PageTitle, problemOf, useClient } from '../../../app/index.ts'
import {
  Announce,
  Button,
  buttonClass,
  EmptyState,
  ErrorPanel,
  Kbd,
  Panel,
  PlusIcon,
  Skeleton,
  Spelt,
  Time,
  useKeys,
} from '../../../components/index.ts'
import { chainQuery, decisionsQuery } from '../queries.ts'
import { type ChainSearch, readChainSearch } from '../search.ts'
import { Graph } from './graph.tsx'
import { ChainTables, DecisionTable } from './tables.tsx'
import { lastPassage, lastWord } from './words.ts'

/** The page at its address. */
export function ChainRoute() {
  const { id = '' } = useParams({ strict: false })
  return <ChainPage key={id} id={id} search={readChainSearch(useSearch({ strict: false }))} />
}

/** Everything a schedule has to do with through links, with the states of now. */
function ChainPage({ id, search }: { id: string; search: ChainSearch }) {
  const navigate = useNavigate()
  const { data: graph, error } = useQuery(chainQuery(useClient(), id))
  const name = graph?.nodes.find(({ schedule }) => schedule === graph.schedule)?.name ?? id
  useKeys([
    {
      keys: 'Escape',
      label: 'Back to the schedule',
      run: () => void navigate({ to: '/schedules/$id', params: { id }, search: {} }),
    },
  ])
  if (graph && graph.schedule !== id)
    return <Navigate to="/chains/$id" params={{ id: graph.schedule }} search={search} replace />
  return (
    <>
      <PageTitle text="Chain">
        <span className="flex min-w-0 items-baseline gap-2">
          <Link
            to="/schedules"
            search={{}}
            activeOptions={{ exact: true }}
            className="font-normal text-ink-2 hover:text-ink"
          >
            Schedules
          </Link>
          <Sign />
          <Link
            to="/schedules/$id"
            params={{ id }}
            search={{}}
            className="min-w-0 truncate font-normal text-ink-2 hover:text-ink"
          >
            <Spelt text={name} />
          </Link>
          <Sign />
          Chain
        </span>
      </PageTitle>
      {error ? (
        <ErrorPanel {...problemOf(error, 'The schedules and their links are as they were.')} className="m-6" />
      ) : graph === undefined ? (
        <Skeleton rows={8} className="p-6" />
      ) : graph.edges.length === 0 ? (
        <EmptyState
          kind="first_use"
          title={`${name} follows no other schedule, and none follows it.`}
          action={
            <Link to="/schedules/new" search={{ after: id }} className={buttonClass('primary')}>
              <PlusIcon />
              Add one after it
            </Link>
          }
        >
          A schedule that follows another fires when a job of it succeeds, fails or is over, at once or after a delay,
          and only if you like when something is found in what it left.
        </EmptyState>
      ) : (
        <Shown graph={graph} search={search} />
      )}
    </>
  )
}

function Sign() {
  return (
    <span aria-hidden="true" className="font-normal text-ink-3">
      ›
    </span>
  )
}

const DECISIONS = 20

function Shown({ graph, search }: { graph: ChainGraph; search: ChainSearch }) {
  const navigate = useNavigate()
  const id = graph.schedule
  const decisions = useQuery(decisionsQuery(useClient(), id, DECISIONS))
  const table = search.view === 'table'
  const turn = () =>
    void navigate({ to: '/chains/$id', params: { id }, search: table ? {} : { view: 'table' }, replace: true })
  useKeys([{ keys: 'v', label: 'Show the chain as tables, or drawn', run: turn }])
  const count = graph.nodes.length
  return (
    <div className="mx-auto flex max-w-420 flex-col gap-4 p-4 sm:p-6">
      <Panel
        title={`${formatCount(count)} schedules, ${formatCount(graph.edges.length)} ${graph.edges.length === 1 ? 'link' : 'links'}`}
        flush={!table}
        aside={
          <>
            <Passage graph={graph} />
            <Button size="small" look="quiet" hint={<Kbd keys="v" />} onClick={turn}>
              {table ? 'Drawn' : 'Tables'}
            </Button>
          </>
        }
      >
        {table ? <ChainTables graph={graph} /> : <Graph graph={graph} />}
      </Panel>
      <Cautions graph={graph} />
      {graph.more && (
        <p className="text-ink-2">The chain has more schedules than are shown here; open one at its edge to see on.</p>
      )}
      <Panel
        title="What became of links"
        aside={<span className="text-meta text-ink-3">of the whole chain, the last {DECISIONS}</span>}
      >
        {decisions.error && <ErrorPanel {...problemOf(decisions.error, 'They are on record in the ledger.')} />}
        {decisions.isPending && !decisions.error && <Skeleton rows={3} />}
        {decisions.data?.items.length === 0 && <p className="text-ink-2">Nothing was decided yet.</p>}
        {decisions.data && decisions.data.items.length > 0 && (
          <DecisionTable decisions={decisions.data.items} graph={graph} />
        )}
      </Panel>
    </div>
  )
}

/** Schedules whose links can never let them fire. */
function Cautions({ graph }: { graph: ChainGraph }) {
  const found = graph.nodes.filter(({ caution }) => caution !== null)
  if (found.length === 0) return null
  return (
    <ul aria-label="Cautions" className="flex flex-col gap-1">
      {found.map(({ schedule, name, caution }) => (
        <li key={schedule} className="text-warn">
          <Spelt text={name} />: {caution}
        </li>
      ))}
    </ul>
  )
}

/** How far the last passage has come. */
function Passage({ graph }: { graph: ChainGraph }) {
  const passage = lastPassage(graph)
  if (passage === undefined) return <span>has not run yet</span>
  const began = passage.nodes.toSorted((a, b) => a.level - b.level)[0]?.last
  const words = passage.nodes.map((node) => `${node.name} ${lastWord(node)}`).join(', ')
  return (
    <span className="max-sm:hidden">
      last passage: {passage.nodes.length} of {graph.nodes.length} have run
      {began && (
        <>
          , begun <Time at={began.created_at} reachable={false} />
        </>
      )}
      <Announce text={words} />
    </span>
  )
}
