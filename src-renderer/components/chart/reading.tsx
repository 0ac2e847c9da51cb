import { cx } from '../cx.ts'
import { toneText } from '../tone.ts'
import type { ChartBucket, ChartSeries } from './model.ts'

/** What is pointed at, from where a selection began, and by what. */
export interface Cursor {
  readonly at: number
  readonly from: number
  readonly by: 'keys' | 'pointer'
}

/** The line at the bucket that is read, its points, and the selection. */
export function Reading({
  cursor: { at, from },
  buckets,
  series,
  max,
}: {
  cursor: Cursor
  buckets: readonly ChartBucket[]
  series: readonly ChartSeries[]
  max: number
}) {
  const [first, last] = [buckets[0]?.start ?? 0, buckets.at(-1)?.end ?? 1]
  const share = (moment: number) => `${((moment - first) / (last - first)) * 100}%`
  const bucket = buckets[at]
  if (!bucket) return null
  const selected = [buckets[Math.min(from, at)], buckets[Math.max(from, at)]] as const
  const middle = share((bucket.start + bucket.end) / 2)
  return (
    <>
      {from !== at && selected[0] && selected[1] && (
        <div
          className="absolute inset-y-0 border-x border-run bg-run/15 forced-colors:border-[Highlight]"
          style={{ left: share(selected[0].start), right: `calc(100% - ${share(selected[1].end)})` }}
        />
      )}
      <div className="absolute inset-y-0 w-px bg-ink-3 forced-colors:bg-[CanvasText]" style={{ left: middle }} />
      {series.map(({ id, tone, values }) => {
        const value = values[at] ?? null
        if (value === null) return null
        return (
          <span
            key={id}
            className={cx(
              'absolute size-2 -translate-x-1/2 translate-y-1/2 rounded-full border-2 border-surface forced-colors:bg-[CanvasText]',
              toneText[tone].fill,
            )}
            style={{ left: middle, bottom: `${(value / max) * 100}%` }}
          />
        )
      })}
    </>
  )
}
