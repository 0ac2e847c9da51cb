import type { Job } from '#schemas'
import { useJobUsage } from '../../app/index.ts'
import { Meter } from '../../components/index.ts'
import { tightestBudget } from '../../facts/index.ts'

/** How near a job is to the limit it is nearest to; live while it runs. */
export function LimitCell({ job }: { job: Job }) {
  const live = useJobUsage(job.id)
  const usage = job.state === 'running' && live ? live.usage : job.usage
  const use = tightestBudget({ budgets: job.budgets, usage })
  if (!use) return null
  return (
    <span className="inline-flex items-center gap-1">
      <Meter {...use} size="row" />
      {/* Seconds and bytes say what they are; a bare count does not. */}
      {use.measure === 'count' && <span className="text-ink-3">{use.label}</span>}
    </span>
  )
}
