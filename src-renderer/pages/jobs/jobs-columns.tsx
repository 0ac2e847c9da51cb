import { useState } from 'react'
import type { Job } from '#schemas'
import { useJobUsage } from '../../app/index.ts'
import {
  buttonClass,
  Checkbox,
  type Column,
  Id,
  Menu,
  type MenuItem,
  Meter,
  MoreIcon,
  StateMark,
  Time,
  useNow,
} from '../../components/index.ts'
import { ChangedTint } from './changed-tint.tsx'
import { reasonOf, stateWord, tightestBudget } from '../../facts/index.ts'
import { shortTypeName } from '../../facts/index.ts'

export interface ColumnsOptions {
  /** Leaves out what the job's own page says too, and shortens the rest. */
  readonly narrow: boolean
  readonly selected: ReadonlySet<string>
  readonly onSelect: (id: string, selected: boolean) => void
  /** The row whose menu is open. */
  readonly menuFor: string | undefined
  readonly onMenu: (id: string | undefined) => void
  readonly actionsOf: (job: Job) => readonly MenuItem[]
}

export function columnsOf({ narrow, selected, onSelect, menuFor, onMenu, actionsOf }: ColumnsOptions): Column<Job>[] {
  const all: (Column<Job> & { wide?: true })[] = [
    {
      id: 'select',
      header: <span className="sr-only">Selected</span>,
      width: '1rem',
      cell: (job) => (
        <span className="flex">
          <Checkbox
            aria-label={`Select job ${job.title}`}
            tabIndex={-1}
            checked={selected.has(job.id)}
            onChange={(checked) => onSelect(job.id, checked)}
          />
        </span>
      ),
    },
    { id: 'state', header: 'State', width: narrow ? '7.75rem' : '9rem', cell: (job) => <StateCell job={job} /> },
    {
      id: 'type',
      header: 'Type',
      width: '6.75rem',
      cell: (job) => <span className="text-ink-2">{shortTypeName(job.type)}</span>,
    },
    { id: 'id', header: 'Id', width: '4.5rem', cell: (job) => <Id id={job.id} className="text-ink-2" /> },
    {
      id: 'workspace',
      header: 'Workspace',
      width: '5rem',
      wide: true,
      cell: (job) => <span className="text-ink-2">{job.workspace}</span>,
    },
    {
      id: 'title',
      header: 'Title',
      width: 'minmax(5.5rem, 4fr)',
      cell: (job) => <span title={job.title}>{job.title}</span>,
    },
    { id: 'reason', header: 'Reason', width: 'minmax(5.5rem, 4fr)', cell: (job) => <ReasonCell job={job} /> },
    {
      id: 'attempt',
      header: 'Attempt',
      width: '3.5rem',
      wide: true,
      align: 'end',
      cell: (job) => (
        <span className="text-ink-2" title={`${job.runs} runs in all`}>
          {job.attempts}/{job.max_attempts}
        </span>
      ),
    },
    {
      id: 'budget',
      header: 'Nearest limit',
      width: '10.5rem',
      wide: true,
      cell: (job) => <BudgetCell job={job} />,
    },
    {
      id: 'age',
      header: 'Added',
      width: '4.75rem',
      align: 'end',
      cell: (job) => <Time at={job.created_at} reachable={false} className="text-ink-2" />,
    },
    {
      id: 'actions',
      header: <span className="sr-only">Actions</span>,
      width: '1.75rem',
      cell: (job) => <RowMenu job={job} open={menuFor === job.id} onMenu={onMenu} actionsOf={actionsOf} />,
    },
  ]
  return all.filter((column) => !narrow || column.wide === undefined)
}

interface RowMenuProps extends Pick<ColumnsOptions, 'onMenu' | 'actionsOf'> {
  readonly job: Job
  readonly open: boolean
}

/** The menu of a row is made when it is first opened: a screen of closed ones takes longer to draw than all the rest. */
function RowMenu({ job, open, onMenu, actionsOf }: RowMenuProps) {
  const [made, setMade] = useState(open)
  if (open && !made) setMade(true)
  const button = (
    <button
      type="button"
      tabIndex={-1}
      aria-label={`Actions on job ${job.title}`}
      aria-haspopup="menu"
      onClick={made ? undefined : () => onMenu(job.id)}
      className={buttonClass('quiet', 'small')}
    >
      <MoreIcon />
    </button>
  )
  if (!made) return button
  return (
    <Menu
      label={`Actions on job ${job.title}`}
      open={open}
      onOpenChange={(opens) => onMenu(opens ? job.id : undefined)}
      items={actionsOf(job)}
      returnTo={rowOf}
      trigger={button}
    />
  )
}

/** The keyboard goes on from the row, not from the button in it. */
function rowOf(button: HTMLElement): HTMLElement | null {
  return button.closest<HTMLElement>('[role="row"]')
}

function StateCell({ job }: { job: Job }) {
  const now = useNow()
  return (
    <>
      <ChangedTint of={`${job.state} ${job.runs} ${job.cancel_requested}`} />
      <StateMark of="job" state={job.state} word={stateWord(job, now)} />
    </>
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

function BudgetCell({ job }: { job: Job }) {
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
