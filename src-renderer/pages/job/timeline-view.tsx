import { formatDuration } from '#schemas/format'
import { cx } from '../../components/index.ts'
import { showable } from './log-text.ts'
import { axisMarks, type Bar, type Lane, scaleOf, type Timeline } from './timeline.ts'

interface TimelineViewProps {
  readonly timeline: Timeline
  readonly folded: boolean
  readonly selected: number | undefined
  readonly onSelect: (seq: number) => void
  /** What each step ran, by the event that called it. */
  readonly names: ReadonlyMap<number, string>
}

const ends: Record<Bar['end'], string> = {
  good: 'bg-neutral',
  bad: 'bg-bad',
  open: 'bg-run',
}

const hatched = {
  backgroundImage: 'repeating-linear-gradient(135deg, transparent 0 3px, var(--color-control) 3px 4px)',
}

/**
 * The steps of a run to scale. A pointer can pick what it shows; by keyboard and for screen readers the list of events
 * below holds the same.
 */
export function TimelineView({ timeline, folded, selected, onSelect, names }: TimelineViewProps) {
  const { duration, lanes } = timeline
  const folds = folded ? timeline.folds : []
  const scale = scaleOf(duration, folds)
  const left = (ms: number) => `${scale(ms) * 100}%`
  return (
    <figure
      aria-label={`Timeline: ${lanes.length - 1} steps in ${formatDuration(duration)}. The list of events holds the same.`}
    >
      <div
        aria-hidden="true"
        className="grid max-h-64 grid-cols-[minmax(6rem,14rem)_minmax(0,1fr)] max-sm:grid-cols-[6rem_minmax(0,1fr)] gap-x-4 overflow-y-auto px-4 py-2"
      >
        <span />
        <div className="relative mr-36 max-sm:mr-28 h-5 text-axis text-ink-3">
          {axisMarks(duration, folds).map((ms) => (
            <span
              key={ms}
              style={{ left: left(ms) }}
              className="absolute top-0 -translate-x-1/2 whitespace-nowrap max-sm:[&:not(:first-child,:last-child)]:hidden"
            >
              {axisText(ms, duration)}
            </span>
          ))}
        </div>
        {lanes.map((lane) => {
          const name = lane.bodySeq === undefined ? lane.name : (names.get(lane.bodySeq) ?? lane.name)
          return (
            <LaneRow key={lane.key} lane={lane} name={name}>
              {axisMarks(duration, folds).map((ms) => (
                <span key={ms} style={{ left: left(ms) }} className="absolute inset-y-0 w-px bg-line" />
              ))}
              {folds.map((fold) => (
                <span
                  key={fold.from}
                  title={`${formatDuration(fold.to - fold.from)} idle, folded`}
                  style={{ left: left(fold.from), width: `${(scale(fold.to) - scale(fold.from)) * 100}%`, ...hatched }}
                  className="absolute inset-y-0"
                />
              ))}
              {lane.bars.map((bar) => (
                <BarMark
                  key={bar.seq}
                  bar={bar}
                  left={left}
                  width={scale(bar.to) - scale(bar.from)}
                  before={scale(bar.began) - scale(bar.from)}
                  isSelected={selected === bar.seq || (selected !== undefined && selected === bar.returnedSeq)}
                  onSelect={onSelect}
                />
              ))}
              {lane.ticks.map((tick) => (
                <button
                  key={tick.seq}
                  type="button"
                  tabIndex={-1}
                  title={`Event ${tick.seq}`}
                  aria-label={`Event ${tick.seq}`}
                  onClick={() => onSelect(tick.seq)}
                  style={{ left: left(tick.at) }}
                  className="group absolute inset-y-0 w-2 -translate-x-1/2"
                >
                  <span
                    className={cx(
                      'absolute inset-y-1 left-1/2 w-0.5 -translate-x-1/2',
                      tick.problem ? 'bg-bad' : 'bg-control',
                      selected === tick.seq && 'outline-2 outline-offset-1 outline-run',
                    )}
                  />
                </button>
              ))}
            </LaneRow>
          )
        })}
      </div>
    </figure>
  )
}

function LaneRow({ lane, name, children }: { lane: Lane; name: string; children: React.ReactNode }) {
  return (
    <>
      <span
        title={showable(name)}
        className={cx('flex h-7 items-center truncate', lane.key === 'run' ? 'text-ink-3' : 'font-mono')}
      >
        <span className="truncate">{showable(name)}</span>
      </span>
      <span className="relative mr-36 max-sm:mr-28 h-7">{children}</span>
    </>
  )
}

interface BarMarkProps {
  readonly bar: Bar
  readonly left: (ms: number) => string
  readonly width: number
  /** Share of the picture in which its call was being recorded. */
  readonly before: number
  readonly isSelected: boolean
  readonly onSelect: (seq: number) => void
}

function BarMark({ bar, left, width, before, isSelected, onSelect }: BarMarkProps) {
  const length = bar.ending ?? formatDuration(bar.to - bar.from)
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        title={barTitle(bar, length)}
        aria-label={`Event ${bar.returnedSeq ?? bar.seq}`}
        onClick={() => onSelect(bar.returnedSeq ?? bar.seq)}
        style={{ left: left(bar.from), width: `max(3px, ${width * 100}%)` }}
        className={cx(
          'absolute inset-y-1.5 overflow-hidden rounded-[2px] outline-1 -outline-offset-1 outline-control',
          bar.end === 'open' && 'rounded-r-none',
          isSelected && 'outline-2 outline-offset-1 outline-run',
        )}
      >
        <span
          style={{ left: `min(${width === 0 ? 0 : (before / width) * 100}%, 100% - 3px)` }}
          className={cx('absolute inset-y-0 right-0', ends[bar.end])}
        />
      </button>
      {bar.limit !== undefined && (
        <span
          title="Time limit of this step"
          style={{ left: left(bar.limit) }}
          className="absolute inset-y-0 w-0.5 bg-warn"
        />
      )}
      <span
        style={{ left: `calc(${left(bar.from)} + max(3px, ${width * 100}%) + 6px)` }}
        className={cx(
          'pointer-events-none absolute inset-y-0 flex items-center bg-surface/80 text-meta whitespace-nowrap',
          bar.end === 'bad' ? 'text-bad' : 'text-ink-2',
        )}
      >
        {length}
      </span>
    </>
  )
}

function barTitle({ end, from, began }: Bar, length: string): string {
  const recorded = began - from < 1 ? '' : `; before that its call was recorded, ${formatDuration(began - from)}`
  return `${length}${end === 'open' ? ', goes on' : ''}${recorded}`
}

/** `0 s`, `12 s`, `1 min 30 s`; milliseconds where the whole picture is short. */
function axisText(ms: number, duration: number): string {
  if (ms === 0) return duration < 1000 ? '0 ms' : '0 s'
  return formatDuration(ms).replace(' min 00 s', ' min').replace(' h 00 min', ' h')
}
