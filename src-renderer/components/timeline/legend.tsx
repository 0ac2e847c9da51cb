import { cx } from '../cx.ts'
import { BAR_CLASS, END_CLASS, LIMIT_CLASS } from './marks.tsx'
import type { Bar, Timeline } from './timeline.ts'

const BAR = 'inline-block h-3 w-6 shrink-0'

/** What the looks of the bars mean, of those that are in the picture. */
export function TimelineLegend({ timeline }: { readonly timeline: Timeline }) {
  const bars = timeline.lanes.flatMap((lane) => lane.bars)
  if (bars.length === 0) return null
  const ended = (end: Bar['end']) => bars.some((bar) => bar.end === end)
  return (
    <ul
      aria-label="Legend of the timeline"
      className="flex flex-wrap items-center gap-x-4 gap-y-1 text-meta text-ink-3"
    >
      <Entry look={BAR_CLASS} words="call being recorded" />
      {ended('good') && <Entry look={cx(BAR_CLASS, END_CLASS.good)} words="step at work" />}
      {ended('open') && <Entry look={cx(BAR_CLASS, END_CLASS.open)} words="step goes on" />}
      {ended('bad') && <Entry look={cx(BAR_CLASS, END_CLASS.bad)} words="step failed" />}
      {bars.some(({ limit }) => limit !== undefined) && (
        <li className="inline-flex items-center gap-1.5">
          <span aria-hidden="true" className={cx('inline-block h-3', LIMIT_CLASS)} />
          time limit of a step
        </li>
      )}
    </ul>
  )
}

function Entry({ look, words }: { readonly look: string; readonly words: string }) {
  return (
    <li className="inline-flex items-center gap-1.5">
      <span aria-hidden="true" className={cx(BAR, look)} />
      {words}
    </li>
  )
}
