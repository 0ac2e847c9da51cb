import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { shortId } from '#schemas/format'
import { jobQuery, PageTitle, problemOf, useClient } from '../../app/index.ts'
import { buttonClass, CopyButton, EmptyState, ErrorPanel, Skeleton, Tabs, useKeys } from '../../components/index.ts'
import { placeInTrail, readTrail, walkTrail } from '../jobs/trail.ts'
import { shortTypeName } from '../../facts/index.ts'
import { EvidenceTab } from './evidence-tab.tsx'
import { compareSearch, JobHeader } from './job-header.tsx'
import type { Moment } from './log/log-pane.tsx'
import { LogTab } from './log-tab.tsx'
import { RequestTab } from './request-tab.tsx'
import { ResultTab } from './result-tab.tsx'
import { chosenRun } from './run-facts.ts'
import { askedOf, type JobSearch, type JobTab, readJobSearch, withAsked, withEvidence, withRange } from './search.ts'
import { TrailHint } from './trail-hint.tsx'
import { useWarmLog } from './use-warm-log.ts'

interface JobPageProps {
  readonly id: string
  readonly search: JobSearch
}

/** The page as its route shows it, in a file of its own that is loaded when it is first opened. */
export function JobRoute() {
  const { id = '' } = useParams({ strict: false })
  return <JobPage key={id} id={id} search={readJobSearch(useSearch({ strict: false }))} />
}

/** One job: what it does now or why it ended so, and everything it left. */
export function JobPage({ id, search }: JobPageProps) {
  const client = useClient()
  const navigate = useNavigate()
  const query = useQuery(jobQuery(client, id))
  const place = placeInTrail(id)
  const go = (next: JobSearch) => void navigate({ to: '/jobs/$id', params: { id }, search: next, replace: true })
  const visit = (other: string | undefined) => {
    if (other === undefined) return
    walkTrail(other)
    const { tab } = search
    void navigate({ to: '/jobs/$id', params: { id: other }, search: tab === undefined ? {} : { tab }, replace: true })
  }
  const back = () => void navigate({ to: '/jobs', search: readTrail()?.search ?? {} })
  useKeys([
    {
      keys: '[',
      label: 'Previous job of the list',
      run: () => visit(place?.before),
      when: () => place?.before !== undefined,
    },
    {
      keys: ']',
      label: 'Next job of the list',
      run: () => visit(place?.after),
      when: () => place?.after !== undefined,
    },
    {
      keys: 'v',
      label: 'Compare runs',
      run: () => {
        const { runs = [] } = query.data ?? {}
        const run = chosenRun(runs, search.run)
        if (run) void navigate({ to: '/jobs/$id/compare', params: { id }, search: compareSearch(runs, run) })
      },
      when: () => (query.data?.runs.length ?? 0) > 0,
    },
    { keys: 'c', label: 'Add job', run: () => void navigate({ to: '/jobs/new', search: {} }) },
    { keys: 'Escape', label: 'Back to the list', run: back, when: () => search.event === undefined },
  ])

  const job = query.data?.job
  // What changes is told by whole ids, so an address that holds only the end of one becomes the whole.
  if (job && job.id !== id) return <Navigate to="/jobs/$id" params={{ id: job.id }} search={search} replace />
  return (
    <div className="flex h-full flex-col">
      <PageTitle text={`Job ${shortId(id)}`}>
        <span className="flex items-center gap-2">
          <Link
            to="/jobs"
            search={readTrail()?.search ?? {}}
            activeOptions={{ exact: true }}
            className="font-normal text-ink-2 hover:text-ink"
          >
            Jobs
          </Link>
          <span aria-hidden="true" className="font-normal text-ink-3">
            ›
          </span>
          {job && <span className="min-w-0 truncate">{shortTypeName(job.type)}</span>}
          <span className="shrink-0 font-mono font-normal text-ink-2" title={id}>
            {shortId(id)}
          </span>
          <CopyButton text={id} label="Copy the whole id" />
          {place && <TrailHint at={place.at} of={place.of} />}
        </span>
      </PageTitle>
      {query.data ? (
        <Shown data={query.data} search={search} go={go} />
      ) : query.error ? (
        <ErrorPanel
          {...problemOf(query.error, 'Jobs and their work are not touched by this.')}
          action={
            <Link to="/jobs" className={buttonClass('plain', 'small')}>
              List the jobs
            </Link>
          }
          className="m-6"
        />
      ) : (
        <Skeleton rows={12} className="p-6" />
      )}
    </div>
  )
}

interface ShownProps {
  readonly data: Awaited<ReturnType<ReturnType<typeof useClient>['jobs']['get']>>
  readonly search: JobSearch
  readonly go: (next: JobSearch) => void
}

function Shown({ data: { job, runs, artifacts }, search, go }: ShownProps) {
  const run = chosenRun(runs, search.run)
  const tab: JobTab = search.tab ?? 'evidence'
  useWarmLog(run)
  const [moment, setMoment] = useState<Moment>()
  const setMomentAt = useCallback((at: number) => setMoment({ at }), [])
  const selected = search.event === undefined ? undefined : Number(search.event)
  const select = (seq: number | undefined) => {
    const { event: _, ...rest } = search
    // From now on the log is where this event is.
    setMoment(undefined)
    go(seq === undefined ? rest : { ...rest, event: String(seq) })
  }
  const noRun = (
    <EmptyState kind="not_set_up" title="It has not run yet.">
      What it writes and leaves is shown here from its first moment on.
    </EmptyState>
  )
  return (
    <>
      <JobHeader
        job={job}
        runs={runs}
        run={run}
        onRun={(next) => {
          const { event: _, run: __, range: ___, lines: ____, ...rest } = search
          setMoment(undefined)
          go(next.id === chosenRun(runs, undefined)?.id ? rest : { ...rest, run: String(next.number) })
        }}
      />
      <Tabs
        label="Views of the job"
        value={tab}
        onChange={(next) => {
          const { tab: _, ...rest } = search
          go(next === 'evidence' ? rest : { ...rest, tab: next })
        }}
        className="min-h-96 flex-1 [&>[role=tablist]]:px-6 [&>[role=tabpanel]]:overflow-auto [&>[role=tabpanel]]:bg-surface"
        tabs={[
          {
            value: 'evidence',
            label: 'Evidence',
            content: (
              <EvidenceTab
                key={run?.id}
                job={job.id}
                run={run}
                selected={selected}
                onSelect={select}
                asked={{ words: search.q ?? '', problems: search.problems === '1', range: search.range }}
                onAsk={(asked) => go(withEvidence(search, asked))}
                cursor={moment?.at}
                onMoment={setMomentAt}
              />
            ),
          },
          {
            value: 'log',
            label: 'Log',
            content: run ? (
              <LogTab
                key={run.id}
                job={job.id}
                run={run}
                asked={askedOf(search)}
                onAsk={(asked) => go(withAsked(search, asked))}
                selected={selected}
                onSelect={select}
                moment={moment}
                onMoment={setMomentAt}
                range={search.range}
                onRange={(range) => go(withRange(search, range))}
              />
            ) : (
              noRun
            ),
          },
          {
            value: 'result',
            label: 'Result',
            content: run ? <ResultTab job={job} run={run} artifacts={artifacts} /> : noRun,
          },
          { value: 'request', label: 'Request', content: <RequestTab job={job} runs={runs} /> },
        ]}
      />
    </>
  )
}
