import { useQuery } from '@tanstack/react-query'
import { newestJobsQuery, PathLink, problemOf, useClient } from '../../app/index.ts'
import { CheckIcon, ErrorPanel, linkClass, Skeleton, Time, useNow } from '../../components/index.ts'
import { Answer } from './answer.tsx'
import { failureWords } from './failure-words.ts'
import { JobLine, JobLines } from './job-line.tsx'

const HOUR = 60 * 60 * 1000
const SHOWN = 5

/** The latest failures with their reasons. */
export function WentWrong({ firstStart }: { firstStart: boolean }) {
  // To the hour, so that the question stays the same while the clock goes on.
  const since = new Date(Math.floor((useNow() - 24 * HOUR) / HOUR) * HOUR).toISOString()
  const failed = useQuery({
    ...newestJobsQuery(useClient(), { state: ['failed'], since }, SHOWN),
    enabled: !firstStart,
    placeholderData: (before) => before,
  })
  const jobs = failed.data?.items ?? []
  return (
    <Answer question="Went wrong">
      {failed.isError && <ErrorPanel {...problemOf(failed.error, 'The jobs themselves are not touched by this.')} />}
      {!firstStart && failed.isPending && <Skeleton rows={2} />}
      {(firstStart || failed.data) && jobs.length === 0 && (
        <p className="flex items-center gap-1.5 text-ink-2">
          <CheckIcon className="text-good" />
          {firstStart ? 'Nothing has run yet.' : 'No failed jobs in the last 24 hours.'}
        </p>
      )}
      {jobs.length > 0 && (
        <JobLines>
          {jobs.map((job) => (
            <JobLine key={job.id} job={job} reason={failureWords(job)}>
              <span className="whitespace-nowrap text-ink-3 max-sm:hidden">
                attempt {job.attempts} of {job.max_attempts}
              </span>
              <Time at={job.finished_at ?? job.created_at} reachable={false} className="w-20 text-right text-ink-3" />
            </JobLine>
          ))}
        </JobLines>
      )}
      {failed.data !== undefined && failed.data.next_cursor !== null && (
        <PathLink to="/jobs?state=failed&since=24h" className={linkClass}>
          All failed in the last 24 hours
        </PathLink>
      )}
    </Answer>
  )
}
