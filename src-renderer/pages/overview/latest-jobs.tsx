import { useQuery } from '@tanstack/react-query'
import { newestJobsQuery, PathLink, useClient } from '../../app/index.ts'
import { cx, linkClass, Time, useNow } from '../../components/index.ts'
import { reasonOf } from '../../facts/index.ts'
import { JobLine, JobLines } from './job-line.tsx'

const SHOWN = 6

/** What was added last, whatever became of it. */
export function LatestJobs() {
  const { data } = useQuery({ ...newestJobsQuery(useClient(), {}, SHOWN), placeholderData: (before) => before })
  const now = useNow()
  if (!data || data.items.length === 0) return null
  return (
    <section aria-labelledby="latest" className="mt-4 rounded-lg border border-line bg-surface px-5 pt-4 pb-3">
      <div className="mb-2 flex items-baseline gap-3">
        <h2 id="latest" className="text-section font-strong">
          Latest jobs
        </h2>
        <PathLink to="/jobs" className={cx(linkClass, 'ml-auto')}>
          All jobs
        </PathLink>
      </div>
      <JobLines>
        {data.items.map((job) => (
          <JobLine key={job.id} job={job} reason={reasonOf(job, now)}>
            <span className="whitespace-nowrap text-ink-3 max-sm:hidden">{job.workspace}</span>
            <Time at={job.finished_at ?? job.created_at} reachable={false} className="min-w-26 text-right text-ink-3" />
          </JobLine>
        ))}
      </JobLines>
    </section>
  )
}
