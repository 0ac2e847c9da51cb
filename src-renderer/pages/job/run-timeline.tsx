import { useMemo, useState } from 'react'
import type { EventRecord, Run } from '#schemas'
import { Checkbox, useNow } from '../../components/index.ts'
import { layOut } from './timeline.ts'
import { TimelineView } from './timeline-view.tsx'

interface RunTimelineProps {
  readonly run: Run
  readonly events: readonly EventRecord[]
  readonly names: ReadonlyMap<number, string>
  readonly selected: number | undefined
  readonly onSelect: (seq: number) => void
}

/** The timeline of a run, growing while it goes on. */
export function RunTimeline({ run, events, names, selected, onSelect }: RunTimelineProps) {
  const [folded, setFolded] = useState(true)
  const now = useNow()
  const started = Date.parse(run.started_at)
  const ended = run.finished_at === null ? now : Date.parse(run.finished_at)
  const timeline = useMemo(
    () =>
      layOut(
        events.filter((event) => event.run_id === run.id),
        started,
        ended,
      ),
    [events, run.id, started, ended],
  )
  return (
    <div className="shrink-0">
      <TimelineView names={names} timeline={timeline} folded={folded} selected={selected} onSelect={onSelect} />
      {timeline.folds.length > 0 && (
        <Checkbox checked={folded} onChange={setFolded} label="Fold idle time" className="px-4 pb-2 text-ink-2" />
      )}
    </div>
  )
}
