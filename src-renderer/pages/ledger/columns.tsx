import type { EventRecord } from '#schemas'
import { formatCount, shortId } from '#schemas/format'
import { PathLink } from '../../app/index.ts'
import { type Column, Hash, Id, Spelt, Time } from '../../components/index.ts'
import { factsOf, isProblem, kindText } from '../../facts/index.ts'

export const LEDGER_COLUMNS: readonly Column<EventRecord>[] = [
  {
    id: 'seq',
    header: 'Row',
    width: '4rem',
    align: 'end',
    cell: ({ seq }) => <span className="font-mono text-ink-2">{formatCount(seq)}</span>,
  },
  {
    id: 'at',
    header: 'Time',
    width: '6rem',
    cell: ({ at }) => <Time at={at} show="millis" reachable={false} className="font-mono" />,
  },
  {
    id: 'what',
    header: 'What',
    width: 'minmax(11rem, 4fr)',
    cell: (row) => (
      <>
        <span className={isProblem(row) ? 'font-strong text-bad' : 'font-strong'}>
          <Spelt text={kindText(row.kind)} />
        </span>{' '}
        <span className="text-ink-2">
          <Spelt text={factsOf(row)} />
        </span>
      </>
    ),
  },
  {
    id: 'job',
    header: 'Job',
    width: '4.5rem',
    cell: ({ job_id }) =>
      job_id !== null && (
        <PathLink to={`/jobs/${job_id}`} tabIndex={-1} className="text-run hover:underline">
          <Id id={job_id} />
        </PathLink>
      ),
  },
  {
    id: 'run',
    header: 'Run',
    width: '4.5rem',
    cell: ({ run_id }) => run_id !== null && <Id id={run_id} className="text-ink-2" />,
  },
  {
    id: 'actor',
    header: 'Actor',
    width: 'minmax(7.5rem, 1fr)',
    cell: ({ actor }) => <Actor name={actor} />,
  },
  { id: 'hash', header: 'Hash', width: '6.25rem', cell: ({ hash }) => <Hash hash={hash} className="text-ink-3" /> },
]

/** Workers act under their ids; people and programs under names. */
function Actor({ name }: { name: string }) {
  const worker = name.startsWith('wrk-')
  return (
    <span title={name} className="text-ink-2">
      {worker ? (
        <>
          worker <span className="font-mono">{shortId(name)}</span>
        </>
      ) : (
        <Spelt text={name} />
      )}
    </span>
  )
}
