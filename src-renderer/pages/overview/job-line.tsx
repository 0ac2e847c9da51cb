import type { ReactNode } from 'react'
import type { Job } from '#schemas'
import { formatCount } from '#schemas/format'
import { PathLink } from '../../app/index.ts'
import { Id, Spelt, StateMark, useNow } from '../../components/index.ts'
import { shortTypeName, stateWord } from '../../facts/index.ts'

/** Jobs one below the other, their parts in columns where there is room. Holds `JobLine`s. */
export function JobLines({ children }: { children: ReactNode }) {
  return (
    <ul className="-mx-2 grid first:-mt-1.5 last:-mb-1.5 grid-cols-[minmax(0,1fr)_auto] xl:grid-cols-[auto_auto_fit-content(28rem)_minmax(0,1fr)_auto_auto]">
      {children}
    </ul>
  )
}

/** A job in one line: what it is, why it is here, and what `children` add at the right. */
export function JobLine({
  job,
  reason,
  count = 1,
  children,
}: {
  job: Job
  reason: string
  /** How many alike it stands for; it is the newest of them. */
  count?: number
  children?: ReactNode
}) {
  const now = useNow()
  return (
    <li className="contents">
      <PathLink
        to={`/jobs/${job.id}`}
        data-ring="inside"
        className="col-span-full grid grid-cols-subgrid items-center gap-x-5 gap-y-0.5 rounded-sm px-2 py-1.5 hover:bg-sunken"
      >
        <span className="flex min-w-0 items-center gap-2.5 xl:contents">
          <StateMark of="job" state={job.state} word={stateWord(job, now)} />
          <span className="font-strong whitespace-nowrap">{shortTypeName(job.type)}</span>
          <span className="min-w-0 truncate text-ink-2 xl:hidden">
            <Spelt text={job.title} />
          </span>
        </span>
        <span className="min-w-0 truncate text-ink-2 max-xl:hidden">
          <Spelt text={job.title} />
        </span>
        <span className="min-w-0 truncate max-xl:order-3 max-xl:pl-6.5" title={reason}>
          <Spelt text={reason} />
          {count > 1 && <span className="ml-2 font-strong text-ink-2">×{formatCount(count)}, the last</span>}
        </span>
        <Id id={job.id} className="text-ink-3 max-xl:order-4 max-xl:text-right" />
        <span className="flex items-center justify-end gap-5 max-xl:order-2">{children}</span>
      </PathLink>
    </li>
  )
}
