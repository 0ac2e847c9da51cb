import { useQuery } from '@tanstack/react-query'
import { PageTitle, problemOf, statusQuery, useClient } from '../../app/index.ts'
import { ErrorPanel, Skeleton } from '../../components/index.ts'
import { FirstRunCard, useFirstRun } from '../first-run/index.ts'
import { Charts } from './charts.tsx'
import { LatestJobs } from './latest-jobs.tsx'
import { Models } from './models.tsx'
import { NeedsYou } from './needs-you.tsx'
import { Safe } from './safe.tsx'
import type { OverviewSearch } from './search.ts'
import { WentWrong } from './went-wrong.tsx'
import { Working } from './working.tsx'

/** Safe? Working? What needs me? What went wrong? In this order; then how work went. */
export function Overview({ search }: { search: OverviewSearch }) {
  const { data: status, isError, isPending, error } = useQuery(statusQuery(useClient()))
  const firstRun = useFirstRun()
  // Once work has come, what needs the operator goes first.
  const leads = status?.first_start === true || firstRun.done.length > 0
  return (
    <>
      <PageTitle text="Overview" />
      <div className="mx-auto max-w-360 p-4 sm:p-6">
        {isError && !status && <ErrorPanel {...problemOf(error, 'The core and its work are not touched by this.')} />}
        {isPending && <Skeleton rows={6} rowHeight={40} />}
        {status && (
          <>
            {firstRun.offered && <FirstRunCard firstStart={status.first_start} primary={leads} />}
            <div className="divide-y divide-line rounded-lg border border-line bg-surface">
              <Safe status={status} />
              <Working status={status} />
              <Models />
              <NeedsYou status={status} primary={!(firstRun.offered && leads)} />
              <WentWrong firstStart={status.first_start} />
            </div>
            {!status.first_start && (
              <>
                <Charts search={search} />
                <LatestJobs />
              </>
            )}
          </>
        )}
      </div>
    </>
  )
}
