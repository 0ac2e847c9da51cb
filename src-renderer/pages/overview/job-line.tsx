import type { ReactNode } from 'react'
import { type Job, taskTypes } from '#schemas'
import { PathLink } from '../../app/index.ts'
import { Id, Spelt, StateMark, useNow } from '../../components/index.ts'
import { stateWord } from '../jobs/job-facts.ts'

/** A job in one line: what it is, why it is here, and what `children` add at the right. */
export function JobLine({ job, reason, children }: { job: Job; reason: string; children?: ReactNode }) {
  const now = useNow()
  return (
    <li>
      <PathLink
        to={`/jobs/${job.id}`}
        data-ring="inside"
        className="grid items-center gap-x-4 gap-y-0.5 rounded-sm px-2 py-1.5 hover:bg-sunken lg:grid-cols-[minmax(14rem,2fr)_minmax(0,3fr)_auto]"
      >
        <span className="flex min-w-0 items-center gap-2.5">
          <StateMark of="job" state={job.state} word={stateWord(job, now)} />
          <span className="font-strong whitespace-nowrap">{labelOf(job.type)}</span>
          <span className="min-w-0 truncate text-ink-2">
            <Spelt text={job.title} />
          </span>
        </span>
        <span className="min-w-0 truncate max-lg:pl-6.5" title={reason}>
          <Spelt text={reason} />
        </span>
        <span className="flex items-center gap-4 max-lg:pl-6.5">
          <Id id={job.id} className="text-ink-3" />
          {children}
        </span>
      </PathLink>
    </li>
  )
}

function labelOf(type: string): string {
  return Object.entries(taskTypes).find(([name]) => name === type)?.[1].label ?? type
}
