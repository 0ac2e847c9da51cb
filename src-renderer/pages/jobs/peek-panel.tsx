import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { shortId } from '#schemas/format'
import { jobQuery, problemOf, useClient, useJobUsage } from '../../app/index.ts'
import {
  buttonClass,
  CrossIcon,
  ErrorPanel,
  IconButton,
  Id,
  Kbd,
  Meter,
  Skeleton,
  StateMark,
  Time,
  useNow,
} from '../../components/index.ts'
import { budgetUses, reasonOf, stateWord } from '../../facts/index.ts'
import { shortTypeName } from '../../facts/index.ts'

// It knows every field of every form, which the list without a panel has no use for.
const RequestFacts = lazy(async () => ({ default: (await import('./request-facts.tsx')).RequestFacts }))

interface PeekPanelProps {
  readonly id: string
  readonly onClose: () => void
}

/** A job beside its list: enough to decide whether to open it. */
export function PeekPanel({ id, onClose }: PeekPanelProps) {
  const client = useClient()
  const query = useQuery(jobQuery(client, id))
  return (
    <aside
      aria-label={`Job ${shortId(id)}`}
      className="flex w-[480px] shrink-0 animate-slide flex-col border-l border-line bg-surface max-lg:absolute max-lg:inset-y-0 max-lg:right-0 max-lg:z-20 max-lg:max-w-full max-lg:shadow-overlay"
    >
      <div className="flex items-center gap-2 border-b border-line bg-surface py-1.5 pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-strong">
          Job <Id id={id} copy />
        </h2>
        <Link to="/jobs/$id" params={{ id }} search={{}} className={buttonClass('plain', 'small')}>
          Open <Kbd keys="Enter" className="text-ink-3" />
        </Link>
        <IconButton icon={CrossIcon} label="Close (Space)" size="small" onClick={onClose} />
      </div>
      {query.data ? (
        // Another row in the same panel begins at its top.
        <PeekedJob key={id} data={query.data} />
      ) : query.error ? (
        <ErrorPanel {...problemOf(query.error, 'The list is as it was.')} className="m-4" />
      ) : (
        <Skeleton rows={8} />
      )}
    </aside>
  )
}

type JobAnswer = NonNullable<Awaited<ReturnType<ReturnType<typeof useClient>['jobs']['get']>>>

function PeekedJob({ data: { job, runs } }: { data: JobAnswer }) {
  const now = useNow()
  const live = useJobUsage(job.id)
  const usage = job.state === 'running' && live ? live.usage : job.usage
  const reason = reasonOf(job, now)
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4">
      <div className="flex flex-col gap-2">
        <div className="flex flex-wrap items-center gap-2">
          <StateMark of="job" state={job.state} word={stateWord(job, now)} look="tinted" />
          {job.verdict && <StateMark of="verdict" state={job.verdict} look="outlined" />}
        </div>
        <p className="font-mono break-words">{job.title}</p>
        {reason !== '' && <p className="break-words text-ink-2">{reason}</p>}
        <p className="text-ink-3">
          {shortTypeName(job.type)} · {job.workspace} · added <Time at={job.created_at} reachable={false} />
        </p>
      </div>
      {usage && (
        <div className="flex flex-col gap-1">
          {budgetUses({ budgets: job.budgets, usage }).map((use) => (
            <Meter key={use.label} {...use} className="[&>span:first-child]:w-12" />
          ))}
        </div>
      )}
      {runs.length > 0 && (
        <section aria-label="Runs">
          <h3 className="mb-1 font-strong">Runs</h3>
          <ul className="flex flex-col">
            {runs.toReversed().map((run) => (
              <li key={run.id}>
                <Link
                  to="/jobs/$id"
                  params={{ id: job.id }}
                  search={{ run: String(run.number) }}
                  className="flex items-center gap-3 rounded-sm px-1 py-1 hover:bg-sunken"
                >
                  <span className="w-4 text-right text-ink-3">{run.number}</span>
                  <StateMark of="run" state={run.state} />
                  <Time at={run.started_at} reachable={false} className="ml-auto text-ink-3" />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Suspense fallback={null}>
        <RequestFacts type={job.type} payload={job.payload} />
      </Suspense>
    </div>
  )
}
