import { useQuery } from '@tanstack/react-query'
import { newestJobsQuery, PathLink, useClient } from '../../app/index.ts'
import { linkClass, Panel, Time, useNow } from '../../components/index.ts'
import { reasonOf } from '../../facts/index.ts'
import { JobLine, JobLines } from './job-line.tsx'

const SHOWN = 6

/** What was added last, whatever became of it. */
export function LatestJobs() {
  const { data } = useQuery({ ...newestJobsQuery(useClient(), {}, SHOWN), placeholderData: (before) => before })
  const now = useNow()
  if (!data || data.items.length === 0) return null
  return (
    <Panel
      title="Latest jobs"
      className="mt-4"
      aside={
        <PathLink to="/jobs" className={linkClass}>
          All jobs
        </PathLink>
      }
    >
      <div className="px-1 pt-1.5">
        <JobLines>
          {data.items.map((job) => (
            <JobLine key={job.id} job={job} reason={reasonOf(job, now)}>
              <span className="whitespace-nowrap text-ink-3 max-sm:hidden">{job.workspace}</span>
              <Time
                at={job.finished_at ?? job.created_at}
                reachable={false}
                className="min-w-20 text-right text-ink-3"
              />
            </JobLine>
          ))}
        </JobLines>
      </div>
    </Panel>
  )
}
