import type { Firing } from '#schemas'
import { cx, StateMark } from '../../components/index.ts'
import { markOf, markWord, whyOf } from './firing-words.ts'
import { zonedTime } from './zoned.ts'

/** What came of a firing, as icon and word. */
export function FiringMark({ firing }: { firing: Firing }) {
  return <StateMark {...markOf(firing)} word={markWord(firing)} />
}

/** The last firings as one mark each, the oldest first; each is read out, and says what it stands for when it is pointed at. */
export function FiringStrip({
  firings,
  zone,
  most,
  className,
}: {
  /** The newest first, as the core gives them. */
  firings: readonly Firing[]
  zone: string
  /** How many fit. */
  most: number
  className?: string | undefined
}) {
  const shown = firings.slice(0, most).toReversed()
  if (shown.length === 0) return <span className="text-ink-3">not yet</span>
  return (
    <ol aria-label={`Last ${shown.length} firings, the oldest first`} className={cx('flex gap-0.5', className)}>
      {shown.map((firing) => (
        <li key={firing.id} title={stripTitle(firing, zone)} className="flex">
          <StateMark {...markOf(firing)} word={markWord(firing)} className="gap-0! [&>span]:sr-only" />
        </li>
      ))}
    </ol>
  )
}

function stripTitle(firing: Firing, zone: string): string {
  const why = whyOf(firing)
  return `${markWord(firing)}, due ${zonedTime(firing.due_at, zone)}${why === '' ? '' : `: ${why}`}`
}
