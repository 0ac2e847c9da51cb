import { useQuery } from '@tanstack/react-query'
import type { Status, Worker } from '#schemas'
import { formatCount } from '#schemas/format'
import { waitingText } from '#schemas/texts'
import { newestJobsQuery, PathLink, useClient, useLive } from '../../app/index.ts'
import { linkClass, relativeTime, StateMark, useNow } from '../../components/index.ts'
import { NextSchedule } from '../schedules/index.ts'
import { Answer, Fact, Facts } from './answer.tsx'
import { RunningJob } from './running-job.tsx'

const SHOWN = 20

/** Is it working: slots, what runs and how near its limits, what waits and why, the workers that are not as usual. */
export function Working({ status }: { status: Status }) {
  const client = useClient()
  const running = useQuery({
    ...newestJobsQuery(client, { state: ['running'] }, SHOWN),
    enabled: status.counts.running > 0,
  })
  const { contact } = useLive()
  const jobs = status.counts.running > 0 ? (running.data?.items ?? []) : []
  const busy = status.workers.filter(({ state }) => state === 'busy').length
  const odd = status.workers.filter(({ state }) => state !== 'busy' && state !== 'idle')
  return (
    <Answer question="Working">
      <Facts>
        <Fact>
          <span className="font-strong">{formatCount(busy)}</span> of {formatCount(status.slots)}{' '}
          {status.slots === 1 ? 'slot' : 'slots'} busy
        </Fact>
        <Fact>
          <Queue status={status} />
        </Fact>
        <NextSchedule>{(fact) => <Fact>{fact}</Fact>}</NextSchedule>
        {odd.map((worker) => (
          <Fact key={worker.id}>
            <OddWorker worker={worker} held={status.kill_switch.mode === 'engaged_hard'} />
          </Fact>
        ))}
      </Facts>
      {jobs.length > 0 && (
        <ul className="-mx-2 -mb-1.5 grid grid-cols-[minmax(0,1fr)] xl:grid-cols-[minmax(0,1fr)_auto_auto_auto]">
          {jobs.map((job) => (
            <RunningJob key={`${job.last_run ?? job.id} ${contact}`} job={job} />
          ))}
        </ul>
      )}
      {status.counts.running > jobs.length && jobs.length === SHOWN && (
        <PathLink to="/jobs?state=running" className={linkClass}>
          All {formatCount(status.counts.running)} running jobs
        </PathLink>
      )}
    </Answer>
  )
}

function Queue({ status }: { status: Status }) {
  const now = useNow()
  const { queued } = status.counts
  if (queued === 0) return <span className="text-ink-2">nothing queued</span>
  const reason = status.oldest_queued_reason
  return (
    <span className="min-w-0">
      <PathLink to="/jobs?state=queued" className={linkClass}>
        {formatCount(queued)} queued
      </PathLink>
      {status.oldest_queued_at !== null && `, oldest ${relativeTime(Date.parse(status.oldest_queued_at), now)}`}
      {reason && <span className="text-ink-2"> · {waitingText(reason, now)}</span>}
    </span>
  )
}

function OddWorker({ worker, held }: { worker: Worker; held: boolean }) {
  const now = useNow()
  const restart = worker.restart_at === null ? undefined : Date.parse(worker.restart_at)
  return (
    <span title={worker.last_exit ?? undefined} className="inline-flex items-center gap-1.5">
      <span className="text-ink-2">worker {worker.slot}</span>
      <StateMark of="worker" state={worker.state} />
      {restart !== undefined && restart > now && !held && (
        <span className="text-ink-2">starts again {relativeTime(restart, now)}</span>
      )}
    </span>
  )
}
