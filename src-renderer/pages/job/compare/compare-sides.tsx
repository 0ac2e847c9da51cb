import { useQuery } from '@tanstack/react-query'
import { type JobDetail, jobTypeSchema, type Run } from '#schemas'
import { formatDuration, shortId } from '#schemas/format'
import { newestJobsQuery, useClient } from '../../../app/index.ts'
import { cx, Select, StateMark, Time, useNow } from '../../../components/index.ts'
import { showable } from '../log-text.ts'
import { RunChoice } from '../run-choice.tsx'
import { tookMs } from '../run-facts.ts'
import type { Side } from './differences.ts'
import type { CompareSearch } from './search.ts'

interface Answer {
  readonly job: JobDetail
  readonly runs: readonly Run[]
}

interface CompareSidesProps {
  readonly a: Side
  readonly b: Side
  readonly first: Answer
  readonly second: Answer
  readonly search: CompareSearch
  readonly go: (next: CompareSearch) => void
}

/** Jobs of the same type that are offered for the other side. */
const OFFERED = 30

/** Which two runs are compared, and what became of each. */
export function CompareSides({ a, b, first, second, search, go }: CompareSidesProps) {
  const client = useClient()
  const type = jobTypeSchema.safeParse(first.job.type)
  const filter = type.success ? { type: [type.data] } : {}
  const others = useQuery(newestJobsQuery(client, filter, OFFERED)).data?.items ?? []
  const offered = others.some(({ id }) => id === second.job.id) ? others : [second.job, ...others]
  return (
    <header className="grid shrink-0 grid-cols-2 gap-4 px-6 py-4 max-sm:grid-cols-1">
      <SideCard letter="A" side={a}>
        <RunChoice label="Run A" runs={first.runs} run={a.run} onRun={(number) => go({ ...search, a: number })} />
      </SideCard>
      <SideCard letter="B" side={b}>
        <Select
          aria-label="Job B"
          value={second.job.id}
          onChange={(id) => {
            const { with: _, b: __, ...rest } = search
            go(id === first.job.id ? rest : { ...rest, with: id })
          }}
          options={[first.job, ...offered.filter(({ id }) => id !== first.job.id)].map(({ id, title }) => ({
            value: id,
            label: id === first.job.id ? 'This job' : `${shortId(id)} ${title.slice(0, 40)}`,
          }))}
          className="max-w-64 min-w-0 flex-1"
        />
        <RunChoice label="Run B" runs={second.runs} run={b.run} onRun={(number) => go({ ...search, b: number })} />
      </SideCard>
    </header>
  )
}

function SideCard({ letter, side, children }: { letter: 'A' | 'B'; side: Side; children: React.ReactNode }) {
  const now = useNow()
  const { run, job } = side
  return (
    <section aria-label={`Side ${letter}`} className="flex min-w-0 flex-col gap-2">
      <div className="flex items-center gap-2">
        <span
          className={cx(
            'inline-flex size-6 shrink-0 items-center justify-center rounded-sm border font-strong',
            letter === 'A' ? 'border-run text-run' : 'border-ask text-ask',
          )}
        >
          {letter}
        </span>
        {children}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <StateMark of="run" state={run.state} look="tinted" />
        {run.verdict && <StateMark of="verdict" state={run.verdict} look="outlined" />}
        <span className="text-ink-2">
          ran {formatDuration(tookMs(run, now))} · started <Time at={run.started_at} />
        </span>
      </div>
      <p title={job.title} className="truncate font-mono text-ink-2">
        {showable(job.title)}
      </p>
    </section>
  )
}
