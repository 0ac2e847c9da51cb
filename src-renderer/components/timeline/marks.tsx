import type { CSSProperties } from 'react'
import { formatDuration } from '#schemas/format'
import { cx } from '../cx.ts'
import type { Bar, Tick } from './timeline.ts'
import type { Scale } from './scale.ts'

/** The outline of a step, from its call on. */
export const BAR_CLASS = 'rounded-[2px] outline-1 -outline-offset-1 outline-control'

/** What fills it, by how it ended. */
export const END_CLASS: Record<Bar['end'], string> = {
  good: 'bg-neutral',
  bad: 'bg-bad',
  open: 'bg-run',
}

export const LIMIT_CLASS = 'w-0.5 bg-warn'

interface BarMarkProps {
  readonly bar: Bar
  readonly scale: Scale
  readonly isSelected: boolean
  readonly onSelect: (seq: number) => void
}

/** A step: an outline from its call on, filled from where the work itself began; its length and end beside it. */
export function BarMark({ bar, scale, isSelected, onSelect }: BarMarkProps) {
  const length = bar.ending ?? formatDuration(bar.to - bar.from)
  const from = scale.at(bar.from)
  const width = scale.at(bar.to) - from
  const before = scale.at(bar.began) - from
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        title={barTitle(bar, length)}
        aria-label={`Event ${bar.returnedSeq ?? bar.seq}`}
        onClick={() => onSelect(bar.returnedSeq ?? bar.seq)}
        style={{ left: `${from * 100}%`, width: `max(3px, ${width * 100}%)` }}
        className={cx(
          'absolute inset-y-1.5 overflow-hidden hover:brightness-110',
          BAR_CLASS,
          bar.end === 'open' && 'rounded-r-none',
          isSelected && 'outline-2 outline-offset-1 outline-run',
        )}
      >
        <span
          style={{ left: `min(${width === 0 ? 0 : (before / width) * 100}%, 100% - 3px)` }}
          className={cx('absolute inset-y-0 right-0', END_CLASS[bar.end])}
        />
      </button>
      {bar.limit !== undefined && bar.limit <= scale.shown.to && (
        <span
          title="Time limit of this step"
          style={{ left: `${scale.at(bar.limit) * 100}%` }}
          className={cx('absolute inset-y-0', LIMIT_CLASS)}
        />
      )}
      <span
        style={besideBar(from, from + width, length)}
        className={cx(
          'pointer-events-none absolute inset-y-1.5 flex items-center bg-surface text-meta whitespace-nowrap',
          bar.end === 'bad' ? 'text-bad' : 'text-ink-2',
        )}
      >
        {length}
      </span>
    </>
  )
}

/** So many characters fit into the margin right of every picture. */
const FITS = 20

/** Behind the bar; a long text whose bar ends far right stands before the bar, or on its end where it begins far left. */
function besideBar(from: number, to: number, text: string): CSSProperties {
  if (text.length <= FITS || to < 0.5) return { left: `calc(${to * 100}% + 6px)` }
  return { right: `calc(${(1 - (from < 0.5 ? to : from)) * 100}% + 6px)`, paddingInline: 4 }
}

function barTitle({ end, from, began }: Bar, length: string): string {
  const recorded = began - from < 1 ? '' : `; before that its call was recorded, ${formatDuration(began - from)}`
  return `${length}${end === 'open' ? ', goes on' : ''}${recorded}`
}

interface TickMarkProps {
  readonly tick: Tick
  readonly left: string
  readonly isSelected: boolean
  readonly onSelect: (seq: number) => void
}

/** Something that took no time. */
export function TickMark({ tick, left, isSelected, onSelect }: TickMarkProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      title={tick.title}
      aria-label={`Event ${tick.seq}`}
      onClick={() => onSelect(tick.seq)}
      style={{ left }}
      className="group absolute inset-y-0 w-2 -translate-x-1/2"
    >
      <span
        className={cx(
          'absolute inset-y-1 left-1/2 w-0.5 -translate-x-1/2',
          tick.problem ? 'bg-bad' : 'bg-control group-hover:bg-run',
          isSelected && 'outline-2 outline-offset-1 outline-run',
        )}
      />
    </button>
  )
}
