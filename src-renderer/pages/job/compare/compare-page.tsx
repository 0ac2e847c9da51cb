import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Run } from '#schemas'
import { shortId } from '#schemas/format'
import { jobQuery, PageTitle, problemOf, useClient } from '../../../app/index.ts'
import { buttonClass, EmptyState, ErrorPanel, Skeleton, Tabs, useKeys, useNow } from '../../../components/index.ts'
import { shortTypeName } from '../../../facts/index.ts'
import { CompareLogs } from './compare-logs.tsx'
import { CompareSides } from './compare-sides.tsx'
import { CompareTable } from './compare-table.tsx'
import { CompareTimelines } from './compare-timelines.tsx'
import { figuresOf, requestsOf, resultsOf, type Side, surroundingsOf } from './differences.ts'
import { type CompareSearch, type CompareTab, readCompareSearch } from './search.ts'

/** The page as its route shows it. */
export function CompareRoute() {
  const { id = '' } = useParams({ strict: false })
  return <ComparePage key={id} id={id} search={readCompareSearch(useSearch({ strict: false }))} />
}

interface ComparePageProps {
  readonly id: string
  readonly search: CompareSearch
}

/** Two runs beside each other: of one job, or of two. */
function ComparePage({ id, search }: ComparePageProps) {
  const client = useClient()
  const navigate = useNavigate()
  const own = useQuery(jobQuery(client, id))
  const other = useQuery({ ...jobQuery(client, search.with ?? id), enabled: search.with !== undefined })
  const go = (next: CompareSearch) =>
    void navigate({ to: '/jobs/$id/compare', params: { id }, search: next, replace: true })
  const leave = () =>
    void navigate({ to: '/jobs/$id', params: { id }, search: search.a === undefined ? {} : { run: search.a } })
  useKeys([
    { keys: 'v', label: 'Back to the job', run: leave },
    { keys: 'Escape', label: 'Back to the job', run: leave },
  ])
  const second = search.with === undefined ? own : other
  const error = own.error ?? second.error
  const job = own.data?.job
  return (
    <div className="flex h-full flex-col">
      <PageTitle text={`Compare ${shortId(id)}`}>
        <span className="flex items-center gap-2">
          <Link
            to="/jobs/$id"
            params={{ id }}
            activeOptions={{ exact: true }}
            className="min-w-0 truncate font-normal text-ink-2 hover:text-ink"
          >
            {job && shortTypeName(job.type)} <span className="font-mono">{shortId(id)}</span>
          </Link>
          <span aria-hidden="true" className="font-normal text-ink-3">
            ›
          </span>
          Compare
        </span>
      </PageTitle>
      {own.data && second.data ? (
        <Compared first={own.data} second={second.data} search={search} go={go} />
      ) : error ? (
        <ErrorPanel {...problemOf(error, 'Jobs and their work are not touched by this.')} className="m-6" />
      ) : (
        <Skeleton rows={10} className="p-6" />
      )}
    </div>
  )
}

type JobAnswer = Awaited<ReturnType<ReturnType<typeof useClient>['jobs']['get']>>

interface ComparedProps {
  readonly first: JobAnswer
  readonly second: JobAnswer
  readonly search: CompareSearch
  readonly go: (next: CompareSearch) => void
}

function Compared({ first, second, search, go }: ComparedProps) {
  const now = useNow()
  const own = search.with === undefined
  const runA = runOf(first.runs, search.a, own ? -2 : -1)
  const runB = runOf(second.runs, search.b, -1)
  if (runA === undefined || runB === undefined)
    return (
      <EmptyState kind="not_set_up" title="There is nothing to compare yet.">
        {runA === undefined ? 'This job has not run.' : 'The other job has not run.'}{' '}
        <Link to="/jobs/$id" params={{ id: first.job.id }} className={buttonClass('plain', 'small')}>
          Back to the job
        </Link>
      </EmptyState>
    )
  const a: Side = { job: first.job, run: runA }
  const b: Side = { job: second.job, run: runB }
  const views: Record<CompareTab, { label: string; content: ReactNode }> = {
    figures: {
      label: 'Figures',
      content: (
        <div className="flex flex-col gap-4 p-6">
          <CompareTable title="How they went" rows={figuresOf(a, b, now)} nothing="" />
          {!own && (
            <CompareTable
              title="What was asked"
              rows={requestsOf(a, b)}
              nothing="Both were asked alike."
              onlyDifferences
            />
          )}
          <CompareTable title="What they ran on" rows={surroundingsOf(a, b)} nothing="" onlyDifferences />
        </div>
      ),
    },
    timelines: { label: 'Timelines', content: <CompareTimelines a={a} b={b} /> },
    result: {
      label: 'Result',
      content: (
        <div className="p-6">
          <CompareTable
            title="What came out"
            rows={resultsOf(a, b)}
            nothing="Neither run left a result."
            onlyDifferences
          />
        </div>
      ),
    },
    log: {
      label: 'Log',
      content: <CompareLogs key={`${a.run.id} ${b.run.id}`} a={a} b={b} search={search} go={go} />,
    },
  }
  return (
    <>
      <CompareSides a={a} b={b} first={first} second={second} search={search} go={go} />
      <Tabs
        label="Views of the comparison"
        value={search.tab ?? 'figures'}
        onChange={(tab) => {
          const { tab: _, ...rest } = search
          go(tab === 'figures' ? rest : { ...rest, tab })
        }}
        className="min-h-0 flex-1 [&>[role=tablist]]:px-6 [&>[role=tabpanel]]:overflow-auto [&>[role=tabpanel]]:bg-surface"
        tabs={(['figures', 'timelines', 'result', 'log'] as const).map((value) => ({ value, ...views[value] }))}
      />
    </>
  )
}

/** The run with a number, or counted from the last. */
function runOf(runs: readonly Run[], number: string | undefined, from: -1 | -2): Run | undefined {
  const inOrder = runs.toSorted((x, y) => x.number - y.number)
  return inOrder.find((run) => String(run.number) === number) ?? inOrder.at(from) ?? inOrder.at(-1)
}
