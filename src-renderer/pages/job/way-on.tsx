import type { JobDetail } from '#schemas'
import { shortId } from '#schemas/format'
import { PathLink } from '../../app/index.ts'
import { linkClass } from '../../components/index.ts'

/** Where to go about what keeps a job from running, or kept it. */
export function WayOn({ job }: { readonly job: JobDetail }) {
  const way = wayOn(job)
  return (
    way && (
      <PathLink to={way.to} className={linkClass}>
        {way.words}
      </PathLink>
    )
  )
}

/** The address that helps, and what its link says; undefined where there is none. */
export function wayOn({
  id,
  waiting_reason: waiting,
  outcome,
}: Pick<JobDetail, 'id' | 'waiting_reason' | 'outcome'>): { to: string; words: string } | undefined {
  if (waiting?.code === 'workspace_in_use')
    return { to: `/jobs/${waiting.job}`, words: `Open job ${shortId(waiting.job)}` }
  if (waiting?.code === 'awaits_approval') return { to: `/approvals?job=${id}`, words: 'Decide' }
  if (waiting?.code === 'secrets_locked') return { to: '/settings/secrets', words: 'Unlock them' }
  switch (outcome?.code) {
    case 'sandbox_below_minimum':
      return { to: '/sandbox', words: 'Show what is missing and how to fix it' }
    case 'named_hosts_off':
      return { to: `/jobs/new?from=${id}`, words: 'Run again with another policy' }
    case 'secret_missing':
      return { to: '/settings/secrets', words: 'Keep it in Settings' }
    default:
      return undefined
  }
}
