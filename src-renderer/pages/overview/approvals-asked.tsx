import { useQuery } from '@tanstack/react-query'
import { formatCount } from '#schemas/format'
import { PathLink, useClient } from '../../app/index.ts'
import { linkClass, Spelt } from '../../components/index.ts'
import { headingOf } from '../approvals/heading.ts'
import { firstApprovalsQuery } from '../approvals/queries.ts'
import { TimeLeft } from '../approvals/time-left.tsx'

const SHOWN = 3

/** The first requests that wait, each with what it is about and how long it still waits. */
export function ApprovalsAsked({ count }: { readonly count: number }) {
  const { data } = useQuery({
    ...firstApprovalsQuery(useClient(), SHOWN),
    enabled: count > 0,
  })
  const items = data?.items ?? []
  return (
    <ul className="flex flex-col">
      {items.map((approval) => (
        <li key={approval.id} className="flex min-w-0 items-baseline gap-3">
          <PathLink to={`/approvals?id=${approval.id}`} className={`min-w-0 truncate font-mono ${linkClass}`}>
            <Spelt text={headingOf(approval)} line />
          </PathLink>
          <span className="shrink-0 text-ink-3">{approval.job.workspace}</span>
          <TimeLeft until={approval.expires_at} className="ml-auto shrink-0 text-ink-2" />
        </li>
      ))}
      {count > items.length && items.length > 0 && (
        <li>
          <PathLink to="/approvals" className={linkClass}>
            All {formatCount(count)}
          </PathLink>
        </li>
      )}
    </ul>
  )
}
