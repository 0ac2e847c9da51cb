import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { JobDetail, Run } from '#schemas'
import { formatDuration } from '#schemas/format'
import { useRunUsage } from '../../app/index.ts'
import {
  Button,
  buttonClass,
  Chip,
  cx,
  ErrorPanel,
  IconButton,
  Kbd,
  Menu,
  type MenuItem,
  Meter,
  MoreIcon,
  StateMark,
  Time,
  Tooltip,
  useKeys,
  useNow,
  useToast,
} from '../../components/index.ts'
import { CancelDialog } from '../jobs/cancel-dialog.tsx'
import { useJobActs } from '../jobs/job-acts.ts'
import { budgetUses, canCancel, reasonOf, requeueLabel, stateWord } from '../jobs/job-facts.ts'
import { limitReached, limitText, outcomeText, raisedLimit } from '../jobs/outcome-text.ts'
import { cliCommand, requestJson } from './copy-forms.ts'
import { showable } from './log-text.ts'
import { policyChips, runWord, tookMs } from './run-facts.ts'

interface JobHeaderProps {
  readonly job: JobDetail
  readonly runs: readonly Run[]
  readonly run: Run | undefined
  readonly onRun: (run: Run) => void
}

/** What a job does now or why it ended so, how near its limits it is, and what can be done. */
export function JobHeader({ job, runs, run, onRun }: JobHeaderProps) {
  const now = useNow()
  const reason = reasonOf(job, now)
  return (
    <header className="flex shrink-0 flex-col gap-3 px-6 pt-4 pb-3">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-2">
            <StateMark of="job" state={job.state} word={stateWord(job, now)} look="tinted" />
            {job.verdict && <StateMark of="verdict" state={job.verdict} look="outlined" />}
          </div>
          <p className="mt-2 line-clamp-2 font-mono break-words" title={job.title}>
            {showable(job.title)}
          </p>
          {reason !== '' && (
            <p className="mt-1 max-w-[90ch] break-words">
              {showable(reason)} <RaiseLink job={job} />
            </p>
          )}
        </div>
        <JobActions job={job} />
      </div>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-2">
        <span>
          {job.workspace} · added <Time at={job.created_at} />
          {run && ` · waited ${formatDuration(run.waited_ms)}`}
          {run && ` · ${run.finished_at === null ? 'runs for' : 'ran'} ${formatDuration(tookMs(run, now))}`}
        </span>
        {policyChips(job).map((fact) => (
          <Chip key={fact}>{fact}</Chip>
        ))}
        {run?.header && (
          <Tooltip text={run.header.sandbox_reason}>
            {/* The reason must be reachable by keyboard, so the mark takes focus. */}
            <span
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
              tabIndex={0}
            >
              <StateMark of="sandbox" state={run.header.sandbox_level} />
            </span>
          </Tooltip>
        )}
      </div>
      {run && <Meters job={job} run={run} />}
      {(runs.length > 1 || (runs.length === 1 && run?.finished_at !== null && !isFinal(job))) && (
        <div role="group" aria-label="Runs" className="flex flex-wrap items-center gap-1.5">
          <span className="mr-1 text-ink-3">Runs</span>
          {runs
            .toSorted((a, b) => a.number - b.number)
            .map((each) => (
              <button
                key={each.id}
                type="button"
                aria-pressed={each.id === run?.id}
                onClick={() => onRun(each)}
                className={cx(
                  'inline-flex h-7 items-center gap-1.5 rounded-sm border px-2',
                  each.id === run?.id ? 'border-run bg-selected' : 'border-line bg-surface hover:bg-sunken',
                )}
              >
                <span className="text-ink-3">{each.number}</span>
                <StateMark of="run" state={each.state} word={runWord(each, now)} />
              </button>
            ))}
        </div>
      )}
      {run?.outcome && run.outcome.message !== job.outcome?.message && (
        <p className="max-w-[90ch] break-words text-ink-2">
          Run {run.number}: {showable(outcomeText({ outcome: run.outcome, budgets: job.budgets }))}
        </p>
      )}
    </header>
  )
}

function isFinal({ state }: JobDetail): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled'
}

/** The way on for a job that a limit ended: the same once more with twice as much. */
function RaiseLink({ job }: { readonly job: JobDetail }) {
  const limit = limitReached(job)
  const raised = limit && raisedLimit(limit, job.budgets)
  if (limit === undefined || raised === undefined || job.state !== 'failed') return null
  return (
    <Link
      to="/jobs/new"
      search={{ from: job.id, raise: limit }}
      className="text-run underline decoration-control underline-offset-2 hover:decoration-current"
    >
      Run again with {limitText(limit, raised)}
    </Link>
  )
}

function Meters({ job, run }: { readonly job: JobDetail; readonly run: Run }) {
  const live = useRunUsage(run.id)
  const now = useNow()
  const running = run.finished_at === null
  const reported = running && live ? live.usage : run.usage
  // Between two reports of the worker the time goes on all the same.
  const usage = running && live ? { ...reported, wall_ms: reported.wall_ms + Math.max(0, now - live.at) } : reported
  return (
    <div className="flex flex-wrap gap-x-6 gap-y-1">
      {budgetUses({ budgets: job.budgets, usage }).map((use) => (
        <Meter key={use.label} {...use} />
      ))}
    </div>
  )
}

function JobActions({ job }: { readonly job: JobDetail }) {
  const acts = useJobActs()
  const toast = useToast()
  const [menuOpen, setMenuOpen] = useState(false)
  const [cancelling, setCancelling] = useState(false)
  const requeueing = requeueLabel(job.state)
  const copy = (what: string, text: string) => {
    void navigator.clipboard.writeText(text)
    toast({ text: `${what} copied` })
  }
  const items: MenuItem[] = [
    { label: 'Copy link', onSelect: () => copy('Link', location.href) },
    { label: 'Copy id', onSelect: () => copy('Id', job.id) },
    { label: 'Copy request as JSON', onSelect: () => copy('JSON', requestJson(job)) },
    { label: 'Copy as CLI command', onSelect: () => copy('Command', cliCommand(job)) },
    {
      label: 'Cancel…',
      danger: true,
      apart: true,
      onSelect: () => setCancelling(true),
      disabledReason: canCancel(job.state) ? undefined : 'It has finished.',
    },
  ]
  useKeys([{ keys: 'm', label: 'Actions', run: () => setMenuOpen(true) }])
  const again = (
    <Link
      to="/jobs/new"
      search={{ from: job.id }}
      className={buttonClass(requeueing === undefined && !canCancel(job.state) ? 'primary' : 'plain')}
    >
      Run again with changes
    </Link>
  )
  return (
    <div className="flex flex-col items-end gap-2">
      <div className="flex flex-wrap items-center justify-end gap-2">
        <Menu
          label="Actions"
          open={menuOpen}
          onOpenChange={setMenuOpen}
          items={items}
          trigger={<IconButton icon={MoreIcon} label="Actions (m)" />}
        />
        {canCancel(job.state) && (
          <Button busy={job.cancel_requested && job.state === 'running'} onClick={() => setCancelling(true)}>
            {job.cancel_requested && job.state === 'running' ? 'Stopping…' : 'Cancel…'}
          </Button>
        )}
        {again}
        {requeueing && (
          <Button look="primary" busy={acts.busy} onClick={() => void acts.requeue([job])}>
            {requeueing}
          </Button>
        )}
      </div>
      {acts.problem && !cancelling && <ErrorPanel {...acts.problem} className="max-w-96" />}
      {cancelling && (
        <CancelDialog
          jobs={[job]}
          busy={acts.busy}
          problem={acts.problem}
          onClose={() => {
            acts.clearProblem()
            setCancelling(false)
          }}
          onCancel={(jobs) => void acts.cancel(jobs).then((all) => all && setCancelling(false))}
        />
      )}
    </div>
  )
}

/** `‹ 3 of 36 ›`, with the keys that do the same. */
export function TrailHint({ at, of }: { readonly at: number; readonly of: number }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-meta text-ink-3">
      <Kbd keys="[" /> {at + 1} of {of} in the list <Kbd keys="]" />
    </span>
  )
}
