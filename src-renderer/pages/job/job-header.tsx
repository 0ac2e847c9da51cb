import { Link } from '@tanstack/react-router'
import type { JobDetail, Run } from '#schemas'
import { formatDuration } from '#schemas/format'
import { jobStateTexts } from '#schemas/texts'
import { PathLink, useRunUsage } from '../../app/index.ts'
import {
  Announce,
  Chip,
  CHOSEN_IN_FORCED_COLOURS,
  cx,
  Kbd,
  Meter,
  StateMark,
  Time,
  Tooltip,
  useNow,
} from '../../components/index.ts'
import { budgetUses, reasonOf, stateWord } from '../../facts/index.ts'
import { limitReached, limitText, outcomeText, raisedLimit } from '../../facts/index.ts'
import { OriginLine } from '../schedules/index.ts'
import { JobActions } from './job-actions.tsx'
import { showable } from './log-text.ts'
import { NotInSandbox } from './not-in-sandbox.tsx'
import { policyChips, runWord, tookMs } from './run-facts.ts'
import { WayOn } from './way-on.tsx'

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
        <div className="min-w-[min(100%,18rem)] flex-1">
          <div className="flex flex-wrap items-center gap-2">
            <StateMark of="job" state={job.state} word={stateWord(job, now)} look="tinted" />
            <Announce text={jobStateTexts[job.state].word} />
            {job.verdict && <StateMark of="verdict" state={job.verdict} look="outlined" />}
          </div>
          <p className="mt-2 line-clamp-2 font-mono break-words" title={job.title}>
            {showable(job.title)}
          </p>
        </div>
        <JobActions job={job} />
      </div>
      {reason !== '' && (
        <p className="-mt-2 max-w-[100ch] break-words">
          {showable(reason)} <RaiseLink job={job} /> <WayOn job={job} />
        </p>
      )}
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-2">
        {job.origin !== null && (
          <>
            <OriginLine origin={job.origin} />
            <span aria-hidden="true">·</span>
          </>
        )}
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
            <PathLink to="/sandbox" className="hover:underline">
              <StateMark of="sandbox" state={run.header.sandbox_level} />
            </PathLink>
          </Tooltip>
        )}
      </div>
      {run && <NotInSandbox run={run} workspace={job.workspace} />}
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
                  each.id === run?.id
                    ? cx('border-run bg-selected', CHOSEN_IN_FORCED_COLOURS)
                    : 'border-line bg-surface hover:bg-sunken',
                )}
              >
                <span className="text-ink-3">{each.number}</span>
                <StateMark of="run" state={each.state} word={runWord(each, now)} />
              </button>
            ))}
          {runs.length > 1 && run && (
            <Link
              to="/jobs/$id/compare"
              params={{ id: job.id }}
              search={compareSearch(runs, run)}
              className="ml-1 inline-flex items-center gap-1.5 text-run underline decoration-control underline-offset-2 hover:decoration-current"
            >
              Compare <Kbd keys="v" className="no-underline" />
            </Link>
          )}
        </div>
      )}
      {run?.outcome && run.outcome.message !== job.outcome?.message && (
        <p className="max-w-[90ch] break-words text-ink-2">
          Run {run.number}: {showable(outcomeText({ outcome: run.outcome, budgets: job.budgets, usage: run.usage }))}
        </p>
      )}
    </header>
  )
}

/** A run against the one before it, or against the next when it is the first. */
export function compareSearch(runs: readonly Run[], run: Run): { a?: string; b?: string } {
  const numbers = runs.map(({ number }) => number).toSorted((x, y) => x - y)
  const before = numbers.findLast((number) => number < run.number)
  const after = numbers.find((number) => number > run.number)
  if (before === undefined && after === undefined) return {}
  return before === undefined
    ? { a: String(run.number), b: String(after) }
    : { a: String(before), b: String(run.number) }
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
