import { useQuery } from '@tanstack/react-query'
import type { EventRecord, Job } from '#schemas'
import { newestJobsQuery, PathLink, problemOf, useClient } from '../../app/index.ts'
import {
  Button,
  buttonClass,
  cx,
  EmptyState,
  ErrorPanel,
  Hash,
  ScrollRegion,
  Skeleton,
  Time,
} from '../../components/index.ts'
import { factsOf, kindText } from '../../facts/index.ts'
import type { StepProps } from './steps.ts'
import { Notes, NumberSign } from './notes.tsx'
import { notedRows } from './noted-rows.ts'

const MAX_ROWS = 60

/** The rows one run left behind, four of them with a note that says what they are good for. */
export function ReadEvidence({ ws, onDone }: StepProps) {
  const client = useClient()
  const jobs = useQuery(newestJobsQuery(client, { workspace: [ws], state: ['succeeded', 'failed'] }, 10))
  const job = jobs.data && chosenOf(jobs.data.items)
  const events = useQuery({
    queryKey: ['first-run-evidence', job?.id],
    queryFn: ({ signal }) =>
      client.events.page({ filter: { job: job?.id ?? '' }, after: 0, limit: MAX_ROWS }, { signal }),
    enabled: job !== undefined,
    meta: { live: { topics: ['jobs'], job: job?.id ?? '' } },
  })
  if (jobs.isError || events.isError)
    return <ErrorPanel {...problemOf(jobs.error ?? events.error, 'The evidence itself is not touched by this.')} />
  if (jobs.data && !job)
    return (
      <EmptyState
        kind="not_set_up"
        title="No run has ended here yet."
        action={
          <PathLink to={`/first-run?step=run&ws=${encodeURIComponent(ws)}`} className={buttonClass('primary')}>
            Back to the run
          </PathLink>
        }
      >
        Its evidence can be read while it goes on, but makes most sense at its end.
      </EmptyState>
    )
  if (!job || !events.data) return <Skeleton rows={8} />
  return (
    <>
      <p className="max-w-[72ch] text-field text-ink-2">
        This is all that the run of <strong className="font-strong text-ink">{job.title}</strong> left in the ledger, in
        the order it happened. Four rows have a note.
      </p>
      <div className="mt-4 grid items-start gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Rows rows={events.data.items} />
        <Notes />
      </div>
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <Button look="primary" onClick={() => onDone()}>
          Done: to the Overview
        </Button>
        <PathLink to={`/jobs/${job.id}`} className={buttonClass('plain')}>
          Open this job
        </PathLink>
      </div>
    </>
  )
}

/** A run that started a command shows the most. */
function chosenOf(jobs: readonly Job[]): Job | undefined {
  return jobs.find(({ type }) => type === 'test_runner_task') ?? jobs[0]
}

function Rows({ rows }: { rows: readonly EventRecord[] }) {
  const noted = notedRows(rows)
  return (
    <ScrollRegion label="Rows of the run" className="rounded-lg border border-line bg-surface">
      <table className="w-full">
        <thead className="text-left text-meta text-ink-3">
          <tr>
            <th scope="col" className="py-2 pl-4 font-normal">
              Note
            </th>
            <th scope="col" className="px-3 font-normal">
              Time
            </th>
            <th scope="col" className="px-3 font-normal">
              What happened
            </th>
            <th scope="col" className="px-3 font-normal">
              Hash
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((event) => {
            const note = noted.get(event.seq)
            return (
              <tr
                key={event.seq}
                aria-describedby={note === undefined ? undefined : `note-${note}`}
                className={cx('border-t border-line', note !== undefined && 'bg-selected')}
              >
                <td className="py-1.5 pl-4">{note !== undefined && <NumberSign number={note} />}</td>
                <td className="px-3 py-1.5">
                  <Time at={event.at} show="millis" reachable={false} className="font-mono text-ink-2" />
                </td>
                <td className="px-3 py-1.5">
                  {kindText(event.kind)} <span className="text-ink-2">{factsOf(event)}</span>
                </td>
                <td className="px-3 py-1.5 text-ink-2">
                  <Hash hash={event.hash} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
