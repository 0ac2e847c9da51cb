import { useQuery } from '@tanstack/react-query'
import { PageTitle, problemOf, statusQuery, useClient } from '../../app/index.ts'
import { ErrorPanel, Skeleton } from '../../components/index.ts'
import { FirstStart } from './first-start.tsx'
import { NeedsYou } from './needs-you.tsx'
import { Safe } from './safe.tsx'
import { WentWrong } from './went-wrong.tsx'
import { Working } from './working.tsx'

/** Safe? Working? What needs me? What went wrong? In this order. */
export function Overview() {
  const status = useQuery(statusQuery(useClient()))
  return (
    <>
      <PageTitle text="Overview" />
      <div className="mx-auto max-w-360 p-4 sm:p-6">
        {status.isError && !status.data && (
          <ErrorPanel {...problemOf(status.error, 'The core and its work are not touched by this.')} />
        )}
        {status.isPending && <Skeleton rows={6} rowHeight={40} />}
        {status.data && (
          <>
            {status.data.first_start && <FirstStart />}
            <div className="divide-y divide-line rounded-lg border border-line bg-surface">
              <Safe status={status.data} />
              <Working status={status.data} />
              <NeedsYou status={status.data} />
              <WentWrong firstStart={status.data.first_start} />
            </div>
          </>
        )}
      </div>
    </>
  )
}
