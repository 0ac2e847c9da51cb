import { useQuery } from '@tanstack/react-query'
import { newestJobsQuery, PathLink, problemOf, useClient } from '../../app/index.ts'
import { CheckIcon, ErrorPanel, linkClass, Skeleton, Time, useNow } from '../../components/index.ts'
import { Answer } from './answer.tsx'
import { alike } from './alike.ts'
import { wrongWords } from './failure-words.ts'
import { JobLine, JobLines } from './job-line.tsx'

const HOUR = 60 * 60 * 1000
const SHOWN = 5
/** So many are looked at to say of alike failures how many there are. */
const LOOKED_AT = 50

/** The latest failures with their reasons. */
export function WentWrong({ firstStart }: { firstStart: boolean }) {
  // To the hour, so that the question stays the same while the clock goes on.
  const since = new Date(Math.floor((useNow() - 24 * HOUR) / HOUR) * HOUR).toISOString()
  const client = useClient()
  const failed = useQuery({
    ...newestJobsQuery(client, { state: ['failed'], since }, LOOKED_AT),
    enabled: !firstStart,
    placeholderData: (before) => before,
  })
  // A job whose tests failed has done its work, but that is what its operator wants to know.
  const tests = useQuery({
    ...newestJobsQuery(client, { state: ['succeeded'], verdict: ['failed', 'partial'], since }, LOOKED_AT),
    enabled: !firstStart,
    placeholderData: (before) => before,
  })
  const jobs = [...(failed.data?.items ?? []), ...(tests.data?.items ?? [])].toSorted((a, b) => b.seq - a.seq)
  const groups = alike(jobs, wrongWords)
  const hidden = groups.slice(SHOWN)
  const moreFailed =
    (failed.data?.next_cursor ?? null) !== null || hidden.some(({ newest }) => newest.state === 'failed')
  const error = failed.error ?? tests.error
  return (
    <Answer question="Went wrong">
      {error && <ErrorPanel {...problemOf(error, 'The jobs themselves are not touched by this.')} />}
      {!firstStart && !error && (failed.isPending || tests.isPending) && <Skeleton rows={2} />}
      {(firstStart || (failed.data && tests.data)) && jobs.length === 0 && (
        <p className="flex items-center gap-1.5 text-ink-2">
          <CheckIcon className="text-good" />
          {firstStart ? 'Nothing has run yet.' : 'No failed jobs and no failed tests in the last 24 hours.'}
        </p>
      )}
      {jobs.length > 0 && (
        <JobLines>
          {groups.slice(0, SHOWN).map(({ newest: job, count }) => (
            <JobLine key={job.id} job={job} reason={wrongWords(job)} count={count}>
              <span className="whitespace-nowrap text-ink-3 max-sm:hidden">
                attempt {job.attempts} of {job.max_attempts}
              </span>
              <Time
                at={job.finished_at ?? job.created_at}
                reachable={false}
                className="min-w-26 text-right text-ink-3"
              />
            </JobLine>
          ))}
        </JobLines>
      )}
      {moreFailed && (
        <PathLink to="/jobs?state=failed&since=24h" className={linkClass}>
          All failed in the last 24 hours
        </PathLink>
      )}
    </Answer>
  )
}
