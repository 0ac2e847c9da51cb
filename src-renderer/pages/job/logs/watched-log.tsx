import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { shortId } from '#schemas/format'
import { jobQuery, problemOf, useClient, type Watched } from '../../../app/index.ts'
import {
  CrossIcon,
  cx,
  EmptyState,
  ErrorPanel,
  IconButton,
  linkClass,
  Skeleton,
  StateMark,
} from '../../../components/index.ts'
import { type LogAsked, NOTHING_ASKED } from '../log/asked.ts'
import { LogPane, type Moment } from '../log/log-pane.tsx'
import { showable } from '../log-text.ts'
import { RunChoice } from '../run-choice.tsx'

interface WatchedLogProps {
  readonly watched: Watched
  /** Whether the keys of the page belong to this log. */
  readonly leads: boolean
  readonly moment: Moment | undefined
  readonly onLead: () => void
  readonly onMoment: (job: string, at: number) => void
  readonly onRun: (number: string) => void
  readonly onRemove: () => void
  readonly className?: string
}

/** The log of one job among several, with which run it is of and how that stands. */
export function WatchedLog(props: WatchedLogProps) {
  const { watched, leads, moment, onLead, onMoment, onRun, onRemove, className } = props
  const { job: id } = watched
  const { data, error } = useQuery(jobQuery(useClient(), id))
  const [asked, setAsked] = useState<LogAsked>(NOTHING_ASKED)
  const run =
    data?.runs.find(({ number }) => String(number) === watched.run) ??
    data?.runs.toSorted((x, y) => x.number - y.number).at(-1)
  return (
    // Only what leads is noticed here; the log inside does the rest.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- see above
    <section
      aria-label={`Log of job ${shortId(id)}`}
      onPointerEnter={onLead}
      onFocus={onLead}
      className={cx('flex min-h-0 min-w-0 flex-col', className)}
    >
      <header className="flex min-h-11 shrink-0 items-center gap-3 border-b border-line px-4 py-1.5">
        {data && <StateMark of="job" state={data.job.state} />}
        <Link to="/jobs/$id" params={{ id }} className={cx(linkClass, 'shrink-0 font-mono')}>
          {shortId(id)}
        </Link>
        <span title={data?.job.title} className="min-w-0 flex-1 truncate font-mono text-ink-2">
          {showable(data?.job.title ?? '')}
        </span>
        {data && run && data.runs.length > 1 && (
          <RunChoice label={`Run of job ${shortId(id)}`} runs={data.runs} run={run} onRun={onRun} />
        )}
        <IconButton
          size="small"
          icon={CrossIcon}
          label={`Take the log of job ${shortId(id)} away`}
          onClick={onRemove}
        />
      </header>
      {run ? (
        <LogPane
          key={run.id}
          run={run}
          asked={asked}
          onAsk={setAsked}
          moment={moment}
          onMoment={(at) => onMoment(id, at)}
          keys={leads}
          className="min-h-0 flex-1"
        />
      ) : data ? (
        <EmptyState kind="not_set_up" title="This job has not run yet.">
          What its first run writes is shown here.
        </EmptyState>
      ) : error ? (
        <ErrorPanel {...problemOf(error, 'The other logs are not touched by this.')} className="m-4" />
      ) : (
        <Skeleton rows={6} className="p-4" />
      )}
    </section>
  )
}
