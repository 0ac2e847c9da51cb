import type { ReactNode } from 'react'
import { formatDuration } from '#schemas/format'
import { cx } from '../cx.ts'
import { Spelt, spellOutLine } from '../spell-out.tsx'
import { BarMark, TickMark } from './marks.tsx'
import type { Lane, Timeline } from './timeline.ts'
import { axisText, type Scale, type Stretch } from './scale.ts'
import { useBrush } from './use-brush.ts'

export interface TimelineViewProps {
  readonly timeline: Timeline
  readonly scale: Scale
  readonly selected: number | undefined
  readonly onSelect: (seq: number) => void
  /** A moment that is marked, milliseconds since the start. */
  readonly cursor: number | undefined
  readonly onMoment: (ms: number) => void
  readonly onStretch: (stretch: Stretch) => void
  /** What each step ran, by the event that called it. */
  readonly names: ReadonlyMap<number, string>
  /** Low where something else needs the height. */
  readonly low?: boolean
}

const hatched = {
  backgroundImage: 'repeating-linear-gradient(135deg, transparent 0 3px, var(--color-control) 3px 4px)',
}

/**
 * The steps of a run to scale. A pointer picks what it shows, and brushes a stretch of it; by keyboard and for screen
 * readers the list of events and the typed stretch do the same.
 */
export function TimelineView(props: TimelineViewProps) {
  const { timeline, scale, selected, onSelect, cursor, names, low = false } = props
  const { duration, lanes } = timeline
  const { shown } = scale
  const brush = useBrush(scale, props)
  const left = (ms: number) => `${scale.at(ms) * 100}%`
  const inView = (from: number, to: number) => to >= shown.from && from <= shown.to
  const marks = scale.marks
  return (
    <figure
      aria-label={`Timeline: ${lanes.length - 1} steps in ${formatDuration(duration)}. The list of events holds the same.`}
    >
      <div
        aria-hidden="true"
        className={cx(
          'grid grid-cols-[minmax(6rem,14rem)_minmax(0,1fr)] gap-x-4 overflow-x-hidden overflow-y-auto px-4 py-2 select-none max-sm:grid-cols-[6rem_minmax(0,1fr)]',
          low ? 'max-h-36 [@media(max-height:800px)]:max-h-24' : 'max-h-64',
        )}
      >
        <span />
        <Plot className="h-5 cursor-crosshair text-axis text-ink-3" handlers={brush.handlers}>
          {marks.map((ms, at) => (
            <span
              key={ms}
              style={{ left: left(ms) }}
              className={cx(
                'pointer-events-none absolute top-0 whitespace-nowrap',
                at === 0 && scale.at(ms) < 0.02 ? '' : '-translate-x-1/2',
                at > 0 && at < marks.length - 1 && 'max-sm:hidden',
              )}
            >
              {axisText(ms, duration)}
            </span>
          ))}
        </Plot>
        {lanes.map((lane) => {
          const name = lane.bodySeq === undefined ? lane.name : (names.get(lane.bodySeq) ?? lane.name)
          return (
            <LaneRow key={lane.key} lane={lane} name={name} handlers={brush.handlers}>
              {marks.map((ms) => (
                <span key={ms} style={{ left: left(ms) }} className="absolute inset-y-0 w-px bg-line" />
              ))}
              {scale.folds.map((fold) => (
                <Fold key={fold.from} fold={fold} scale={scale} named={lane.key === 'run'} />
              ))}
              {lane.bars
                .filter((bar) => inView(bar.from, bar.to))
                .map((bar) => (
                  <BarMark
                    key={bar.seq}
                    bar={bar}
                    scale={scale}
                    isSelected={selected === bar.seq || (selected !== undefined && selected === bar.returnedSeq)}
                    onSelect={onSelect}
                  />
                ))}
              {lane.ticks
                .filter((tick) => inView(tick.at, tick.at))
                .map((tick) => (
                  <TickMark
                    key={tick.seq}
                    tick={tick}
                    left={left(tick.at)}
                    isSelected={selected === tick.seq}
                    onSelect={onSelect}
                  />
                ))}
              {cursor !== undefined && inView(cursor, cursor) && (
                <span style={{ left: left(cursor) }} className="pointer-events-none absolute inset-y-0 w-px bg-ask" />
              )}
              {brush.shown && (
                <span
                  style={{
                    left: `${brush.shown.left * 100}%`,
                    width: `${(brush.shown.right - brush.shown.left) * 100}%`,
                  }}
                  className="pointer-events-none absolute inset-y-0 bg-run/15 outline-1 outline-run"
                />
              )}
            </LaneRow>
          )
        })}
      </div>
    </figure>
  )
}

type Handlers = ReturnType<typeof useBrush>['handlers']

function Plot({ className, handlers, children }: { className: string; handlers: Handlers; children: ReactNode }) {
  return (
    <span {...handlers} className={cx('relative mr-36 touch-none max-sm:mr-32', className)}>
      {children}
    </span>
  )
}

interface LaneRowProps {
  readonly lane: Lane
  readonly name: string
  readonly handlers: Handlers
  readonly children: ReactNode
}

function LaneRow({ lane, name, handlers, children }: LaneRowProps) {
  return (
    <>
      <span
        title={spellOutLine(name)}
        className={cx('flex h-7 items-center truncate', lane.key === 'run' ? 'text-ink-3' : 'font-mono')}
      >
        <span className="truncate">
          <Spelt text={name} line />
        </span>
      </span>
      <Plot className="h-7" handlers={handlers}>
        {children}
      </Plot>
    </>
  )
}

/** Idle time, drawn short, with its length in it. */
function Fold({ fold, scale, named }: { readonly fold: Stretch; readonly scale: Scale; readonly named: boolean }) {
  const length = formatDuration(fold.to - fold.from)
  return (
    <span
      title={`${length} idle, folded`}
      style={{
        left: `${scale.at(fold.from) * 100}%`,
        width: `${(scale.at(fold.to) - scale.at(fold.from)) * 100}%`,
        ...hatched,
      }}
      className="absolute inset-y-0 flex items-center justify-center"
    >
      {named && (
        <span className="rounded-sm bg-surface px-1 text-axis whitespace-nowrap text-ink-2">{length} idle</span>
      )}
    </span>
  )
}
