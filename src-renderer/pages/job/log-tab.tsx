import { useCallback, useMemo } from 'react'
import type { Run } from '#schemas'
import type { LogAsked } from './log/asked.ts'
import { LogPane, type Moment } from './log/log-pane.tsx'
import { RunTimeline } from './run-timeline.tsx'
import { useJobEvents } from './use-job-events.ts'
import { useStepNames } from './use-step-names.ts'

interface LogTabProps {
  readonly job: string
  readonly run: Run
  readonly asked: LogAsked
  readonly onAsk: (next: LogAsked) => void
  readonly selected: number | undefined
  readonly onSelect: (seq: number) => void
  readonly moment: Moment | undefined
  readonly onMoment: (at: number) => void
  readonly range: string | undefined
  readonly onRange: (range: string | undefined) => void
}

/** What a run wrote, below the steps that wrote it: both are at the same moment. */
export function LogTab(props: LogTabProps) {
  const { job, run, asked, onAsk, selected, onSelect, moment, onMoment, range, onRange } = props
  const all = useJobEvents(job).data?.events
  const events = useMemo(() => all?.filter((event) => event.run_id === run.id) ?? [], [all, run.id])
  const names = useStepNames(events)
  const event = events.find((each) => each.seq === selected)
  const at = event?.at
  // An event that was chosen elsewhere is where the log opens; a moment that was chosen here comes after it.
  const place = useMemo(() => moment ?? (at === undefined ? undefined : { at }), [moment, at])
  const onLogMoment = useCallback(
    (when: number, how: 'chosen' | 'scrolled') => {
      if (how === 'chosen') onMoment(when)
    },
    [onMoment],
  )
  return (
    <div className="flex h-full min-h-0 flex-col">
      <RunTimeline
        run={run}
        events={events}
        names={names}
        selected={selected}
        onSelect={onSelect}
        cursor={place?.at}
        onMoment={onMoment}
        range={range}
        onRange={onRange}
        low
      />
      <LogPane
        run={run}
        asked={asked}
        onAsk={onAsk}
        moment={place}
        onMoment={onLogMoment}
        className="min-h-40 flex-1 border-t border-line"
      />
    </div>
  )
}
