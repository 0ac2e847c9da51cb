import { useState } from 'react'
import type { Job } from '#schemas'
import { formatDuration } from '#schemas/format'
import { PathLink, useJobUsage, useLive } from '../../app/index.ts'
import { Id, Meter, Spelt, StateMark, useCoreClock, useNow, WarningIcon } from '../../components/index.ts'
import { budgetUses, shortTypeName, stateWord } from '../../facts/index.ts'
import { liveUses, stillFor } from './live-uses.ts'

/** A running job with its limits filling up, as its process says twice a second; it says so when that stands still. */
export function RunningJob({ job }: { job: Job }) {
  const now = useNow()
  const live = useJobUsage(job.id)
  const still = useStill(job)
  return (
    <li className="contents">
      <PathLink
        to={`/jobs/${job.id}`}
        data-ring="inside"
        data-still={still !== undefined || undefined}
        className="col-span-full grid grid-cols-subgrid items-center gap-x-6 gap-y-1 rounded-sm px-2 py-1.5 hover:bg-sunken"
      >
        <span className="flex min-w-0 items-center gap-2.5">
          <StateMark of="job" state={job.state} word={stateWord(job, now)} />
          <span className="font-strong whitespace-nowrap">{shortTypeName(job.type)}</span>
          <span className="min-w-0 flex-1 truncate text-ink-2">
            <Spelt text={job.title} />
          </span>
          <span className="whitespace-nowrap text-ink-3 max-sm:hidden">
            {job.workspace} · run {job.runs}
          </span>
          <Id id={job.id} className="text-ink-3" />
        </span>
        <span className="flex flex-wrap items-center gap-x-5 gap-y-1 max-xl:pl-6.5 xl:contents">
          {liveUses(budgetUses(job), live).map((use) => (
            <Meter key={use.label} {...use} />
          ))}
        </span>
        {still !== undefined && (
          <span role="status" className="col-span-full flex items-center gap-1.5 pl-6.5 text-warn">
            <WarningIcon />
            Stands still: its process has said nothing for {formatDuration(Math.floor(still / 1000) * 1000)}. The
            figures are from then.
          </span>
        )}
      </PathLink>
    </li>
  )
}

/** To be mounted anew with each run and whenever contact comes back: from then on this page would hear it. */
function useStill(job: Job): number | undefined {
  // Without contact nothing is heard of any process, which says nothing about this one.
  const { contact } = useLive()
  const clock = useCoreClock()
  const now = useNow()
  const live = useJobUsage(job.id)
  const [sawFrom] = useState(() => clock.now())
  return contact === 'live' ? stillFor(live, sawFrom, now) : undefined
}
