import { useMutation, useQuery } from '@tanstack/react-query'
import { FINAL_JOB_STATES, type Job } from '#schemas'
import { newestJobsQuery, PathLink, problemOf, useClient, useJobUsage } from '../../app/index.ts'
import { Announce, Button, ErrorPanel, Id, Meter, PlayIcon, StateMark, Time, useNow } from '../../components/index.ts'
import { budgetUses, factsOf, kindText, reasonOf, stateWord } from '../../facts/index.ts'
import type { StepProps } from './steps.ts'
import { DEMO, plannedFor } from './plan.ts'

const OVER: readonly string[] = [...FINAL_JOB_STATES, 'held']

/** Starts what was shown and follows it: state, limits, and the latest row of evidence of each job. */
export function RunIt({ ws, onDone }: StepProps) {
  const client = useClient()
  const planned = plannedFor(ws)
  const start = useMutation({
    mutationFn: async () => {
      if (ws === DEMO) return (await client.demo.start(undefined, { context: { deadlineMs: 60_000 } })).jobs
      const added = await Promise.all(planned.map(({ spec }) => client.jobs.enqueue({ ...spec, workspace: ws })))
      return added.map(({ job }) => job.id)
    },
  })
  const { data } = useQuery(newestJobsQuery(client, { workspace: [ws] }, planned.length))
  const jobs = data?.items.toReversed() ?? []
  const over = jobs.length > 0 && jobs.every(({ state }) => OVER.includes(state))
  const begun = jobs.length > 0
  return (
    <>
      <p className="max-w-[72ch] text-field text-ink-2">
        {begun
          ? 'What you see comes from the running processes. Every line below is a row of the ledger.'
          : 'The jobs are queued, a worker takes them one by one, and you see what each does as it does it.'}
      </p>
      {begun && (
        <ul className="mt-4 divide-y divide-line rounded-lg border border-line bg-surface">
          {jobs.map((job) => (
            <LiveJob key={job.id} job={job} />
          ))}
        </ul>
      )}
      <Announce text={jobs.map((job) => `${job.title}: ${stateWord(job, 0) ?? job.state}`).join('. ')} />
      {start.isError && <ErrorPanel className="mt-4" {...problemOf(start.error, 'No job was added.')} />}
      <div className="mt-4 flex flex-wrap items-center gap-3">
        {over && (
          <Button look="primary" onClick={() => onDone()}>
            Go on: read the evidence
          </Button>
        )}
        {(!begun || over) && (
          <Button
            look={begun ? 'plain' : 'primary'}
            icon={PlayIcon}
            changes
            busy={start.isPending}
            onClick={() => start.mutate()}
          >
            {begun ? 'Run again' : ws === DEMO ? 'Run the demo' : `Run it in ${ws}`}
          </Button>
        )}
        {begun && !over && <span className="text-ink-3">You may leave: work goes on without this window.</span>}
      </div>
    </>
  )
}

function LiveJob({ job }: { job: Job }) {
  const now = useNow()
  const live = useJobUsage(job.id)
  const reported = live && { time: live.usage.wall_ms, tools: live.usage.tool_calls, output: live.usage.output_bytes }
  return (
    <li className="flex flex-col gap-1.5 px-5 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateMark of="job" state={job.state} word={stateWord(job, now)} />
        {job.verdict !== null && <StateMark of="verdict" state={job.verdict} />}
        <PathLink to={`/jobs/${job.id}`} className="min-w-0 truncate font-strong hover:underline">
          {job.title}
        </PathLink>
        <Id id={job.id} className="text-ink-3" />
        <span className="text-ink-2">{reasonOf(job, now)}</span>
      </div>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1 pl-6.5">
        {budgetUses(job).map((use) => (
          <Meter key={use.label} {...use} used={Math.max(use.used, reported?.[use.label] ?? 0)} />
        ))}
      </div>
      <LastRow job={job.id} />
    </li>
  )
}

/** The latest row of evidence about a job. */
function LastRow({ job }: { job: string }) {
  const client = useClient()
  const { data } = useQuery({
    queryKey: ['last-row', job],
    queryFn: ({ signal }) => client.events.page({ filter: { job }, limit: 1 }, { signal }),
    meta: { live: { topics: ['jobs'], job } },
    placeholderData: (before) => before,
  })
  const event = data?.items[0]
  if (!event) return null
  return (
    <p className="flex min-w-0 flex-wrap items-center gap-x-3 pl-6.5 text-meta text-ink-3">
      <span>row {event.seq}</span>
      <Time at={event.at} show="millis" reachable={false} className="font-mono" />
      <span className="text-ink-2">{kindText(event.kind)}</span>
      <span className="min-w-0 truncate">{factsOf(event)}</span>
    </p>
  )
}
