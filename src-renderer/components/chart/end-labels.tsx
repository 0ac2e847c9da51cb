import { formatAmount, type Measure } from '../amounts.ts'
import { type ChartSeries, lastValue, spread } from './model.ts'
import type { PlotFrame } from './plot.ts'
import { Sample } from './sample.tsx'

const LINE = 17

/** The name of each line at its end, with its value where one is pointed at. */
export function EndLabels({
  series,
  frame,
  room,
  measure,
  at,
}: {
  series: readonly ChartSeries[]
  frame: PlotFrame
  room: number
  measure: Measure
  at: number | undefined
}) {
  const wanted = series.map(({ values }) => frame.height * (1 - (lastValue(values)?.value ?? 0) / frame.max))
  const places = spread(wanted, LINE, frame.height)
  return (
    <ul
      aria-hidden="true"
      className="absolute text-meta whitespace-nowrap"
      style={{ right: 0, width: room, top: frame.top, height: frame.height }}
    >
      {series.map((each, index) => (
        <li
          key={each.id}
          className="absolute right-0 left-2 flex -translate-y-1/2 items-center gap-1.5 leading-4"
          style={{ top: places[index] ?? 0 }}
        >
          <Sample series={each} />
          <span className="min-w-0 truncate text-ink-2">
            {at === undefined ? each.label : formatAmount(each.values[at] ?? null, measure)}
          </span>
        </li>
      ))}
    </ul>
  )
}
