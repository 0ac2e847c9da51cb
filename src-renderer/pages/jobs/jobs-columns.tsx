import type { ReactNode } from 'react'
import type { Job } from '#schemas'
import { type Column, Id, type MenuItem, StateMark, Time, Unknown, useNow } from '../../components/index.ts'
import { reasonOf, shortTypeName, stateWord } from '../../facts/index.ts'
import { ChangedTint } from './changed-tint.tsx'
import { JOB_COLUMNS, type JobColumn } from './columns.ts'
import { LimitCell } from './limit-cell.tsx'
import type { ListOrder } from './list-places.ts'
import type { OpenRow } from './open-row.ts'
import { RowMenu } from './row-menu.tsx'
import { SelectCell } from './select-cell.tsx'
import type { Selection } from './selection.ts'

export interface ColumnsOptions {
  readonly columns: readonly JobColumn[]
  readonly order: ListOrder
  readonly onOrder: (order: ListOrder) => void
  readonly selection: Selection
  /** A click on a row's box; with Shift held, from the last one on. */
  readonly onSelect: (job: Job, selected: boolean, extend: boolean) => void
  readonly openRow: OpenRow
  readonly actionsOf: (job: Job) => readonly MenuItem[]
}

type Drawn = Omit<Column<Job>, 'id' | 'header'> & { readonly least: number }

/** How each column is drawn; `least` is the width in rem below which it is no longer read. */
const drawn: Record<JobColumn, Drawn> = {
  state: { width: '9.25rem', least: 9.25, cell: (job) => <StateCell job={job} /> },
  type: { width: '6.5rem', least: 6.5, cell: (job) => <span className="text-ink-2">{shortTypeName(job.type)}</span> },
  id: { width: '4.5rem', least: 4.5, cell: (job) => <Id id={job.id} className="text-ink-2" /> },
  workspace: {
    width: 'minmax(4.25rem, 6rem)',
    least: 4.25,
    cell: (job) => (
      <span title={job.workspace} className="text-ink-2">
        {job.workspace}
      </span>
    ),
  },
  job: { width: 'minmax(10rem, 1fr)', least: 10, cell: (job) => <JobCell job={job} /> },
  title: { width: 'minmax(8rem, 1fr)', least: 8, cell: (job) => <span title={job.title}>{job.title}</span> },
  reason: { width: 'minmax(9rem, 1fr)', least: 9, cell: (job) => <ReasonCell job={job} /> },
  attempt: {
    width: '3.75rem',
    least: 3.75,
    cell: (job) => (
      <span className="text-ink-2" title={`${job.runs} runs in all`}>
        {attemptOf(job)} of {job.max_attempts}
      </span>
    ),
  },
  limit: { width: '10.5rem', least: 10.5, cell: (job) => <LimitCell job={job} /> },
  priority: {
    width: '3.25rem',
    least: 3.25,
    align: 'end',
    cell: (job) => <span className={job.priority === 0 ? 'text-ink-3' : 'text-ink-2'}>{job.priority}</span>,
  },
  added: { width: '6.25rem', least: 6.25, align: 'end', cell: (job) => <When at={job.created_at} /> },
  finished: {
    width: '6.25rem',
    least: 6.25,
    align: 'end',
    cell: (job) => (job.finished_at === null ? <Unknown why="It has not ended." /> : <When at={job.finished_at} />),
  },
  worker: {
    width: '6rem',
    least: 6,
    cell: (job) =>
      job.worker === null ? <Unknown why="No worker has it." /> : <span className="text-ink-2">{job.worker}</span>,
  },
}

export function columnsOf(options: ColumnsOptions): Column<Job>[] {
  const { columns, order, onOrder, selection, onSelect, openRow, actionsOf } = options
  const turned = order === 'newest' ? 'oldest' : 'newest'
  return [
    {
      id: 'select',
      header: <span className="sr-only">Selected</span>,
      width: '1rem',
      cell: (job) => <SelectCell job={job} selection={selection} onSelect={onSelect} />,
    },
    ...columns.map((id) => ({
      id,
      header: headOf(id),
      ...drawn[id],
      ...(id === 'added' && {
        sort: {
          now: order === 'newest' ? ('descending' as const) : ('ascending' as const),
          label: turned === 'oldest' ? 'Oldest first' : 'Newest first',
          onTurn: () => onOrder(turned),
        },
      }),
    })),
    {
      id: 'actions',
      header: <span className="sr-only">Actions</span>,
      width: '1.75rem',
      cell: (job) => <RowMenu job={job} openRow={openRow} actionsOf={actionsOf} />,
    },
  ]
}

/** The width in rem below which the list scrolls sideways. */
export function leastWidth(columns: readonly JobColumn[]): number {
  const gaps = (columns.length + 1) * 0.75
  return columns.reduce((sum, id) => sum + drawn[id].least, 1 + 1.75 + 2 + gaps)
}

function headOf(id: JobColumn): ReactNode {
  if (id !== 'job') return JOB_COLUMNS[id]
  return (
    <span className="flex gap-3">
      <span className="w-2/5 shrink-0">Title</span>
      <span>Reason</span>
    </span>
  )
}

function When({ at }: { at: string }) {
  return <Time at={at} reachable={false} className="text-ink-2" />
}

function StateCell({ job }: { job: Job }) {
  const now = useNow()
  const word = stateWord(job, now)
  return (
    <span title={word} className="flex">
      <ChangedTint of={`${job.state} ${job.runs} ${job.cancel_requested}`} />
      <StateMark of="job" state={job.state} word={word} />
    </span>
  )
}

/** The attempt that is under way, else those that are used up. */
function attemptOf({ state, attempts, max_attempts }: Job): number {
  return state === 'running' ? Math.min(attempts + 1, max_attempts) : attempts
}

/** The title, and below its own heading why the job stands as it does; a title alone takes the whole width. */
function JobCell({ job }: { job: Job }) {
  const reason = reasonOf(job, useNow())
  const alone = reason === '' && job.verdict === null
  return (
    <span className="flex min-w-0 gap-3">
      <span title={job.title} className={alone ? 'truncate' : 'w-2/5 shrink-0 truncate'}>
        {job.title}
      </span>
      {!alone && (
        <span className="min-w-0 flex-1 truncate">
          <ReasonCell job={job} />
        </span>
      )}
    </span>
  )
}

function ReasonCell({ job }: { job: Job }) {
  const reason = reasonOf(job, useNow())
  if (reason === '' && job.verdict !== null) return <StateMark of="verdict" state={job.verdict} />
  return (
    <span title={reason} className="text-ink-2">
      {reason}
    </span>
  )
}
