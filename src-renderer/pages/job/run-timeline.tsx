import { useMemo, useState } from 'react'
import type { EventRecord, Run } from '#schemas'
import {
  Checkbox,
  createScale,
  foldsIn,
  onlyEvents,
  readStretch,
  TimelineLegend,
  TimelineView,
  useNow,
  writeStretch,
} from '../../components/index.ts'
import { RangeBox } from './range-box.tsx'
import { layOut } from './lay-out.ts'

interface RunTimelineProps {
  readonly run: Run
  readonly events: readonly EventRecord[]
  readonly names: ReadonlyMap<number, string>
  readonly selected: number | undefined
  readonly onSelect: (seq: number) => void
  /** Which events are wanted; all without it. */
  readonly wanted?: ((seq: number) => boolean) | undefined
  /** The moment the log is at, milliseconds since 1970. */
  readonly cursor: number | undefined
  readonly onMoment: (at: number) => void
  /** Seconds of the run that are shown, as the address has them. */
  readonly range: string | undefined
  readonly onRange: (range: string | undefined) => void
  readonly low?: boolean
}

/** The timeline of a run, growing while it goes on; the whole of it or a stretch. */
export function RunTimeline(props: RunTimelineProps) {
  const { run, events, names, selected, onSelect, wanted, cursor, onMoment, range, onRange, low = false } = props
  const [folded, setFolded] = useState(true)
  const now = useNow()
  const started = Date.parse(run.started_at)
  const ended = run.finished_at === null ? now : Date.parse(run.finished_at)
  const whole = useMemo(
    () =>
      layOut(
        events.filter((event) => event.run_id === run.id),
        started,
        ended,
      ),
    [events, run.id, started, ended],
  )
  const timeline = useMemo(() => (wanted ? onlyEvents(whole, wanted) : whole), [whole, wanted])
  const shown = readStretch(range, whole.duration) ?? { from: 0, to: whole.duration }
  const folds = foldsIn(whole.lanes, shown)
  const scale = createScale(shown, folded ? folds : [])
  return (
    <div className="shrink-0">
      <TimelineView
        names={names}
        timeline={timeline}
        scale={scale}
        selected={selected}
        onSelect={onSelect}
        cursor={cursor === undefined ? undefined : cursor - started}
        onMoment={(ms) => onMoment(started + ms)}
        onStretch={(stretch) => onRange(writeStretch(stretch))}
        low={low}
      />
      <div className="flex min-h-7 flex-wrap items-center gap-x-4 gap-y-1 px-4 pb-2 text-ink-2">
        <RangeBox key={range} range={range} duration={whole.duration} onRange={onRange} />
        {folds.length > 0 && <Checkbox checked={folded} onChange={setFolded} label="Fold idle time" />}
        <span className="ml-auto">
          <TimelineLegend timeline={timeline} />
        </span>
      </div>
    </div>
  )
}
