import { formatAmount } from '../amounts.ts'
import { ScrollRegion } from '../scroll-region.tsx'
import type { TimeZone } from '../times.ts'
import type { ChartData } from './model.ts'
import { spanWords } from './time-labels.ts'

/** The same figures as a table, the newest first. */
export function ChartTable({
  question,
  unit,
  data: { buckets, series, measure },
  now,
  zone,
}: {
  question: string
  unit: string
  data: ChartData
  now: number
  zone: TimeZone
}) {
  return (
    <ScrollRegion label={`${question} As a table`} className="h-full">
      <table className="w-full border-collapse text-body">
        <caption className="sr-only">
          {question} {unit}
        </caption>
        <thead>
          <tr>
            <th scope="col" className={headClass('text-left')}>
              Time
            </th>
            {series.map(({ id, label }) => (
              <th key={id} scope="col" className={headClass('text-right')}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {buckets.toReversed().map((bucket, back) => (
            <tr key={bucket.start} className="border-t border-line">
              <th scope="row" className="py-1 pr-3 text-left font-normal whitespace-nowrap text-ink-2">
                {spanWords(bucket, now, zone)}
                {bucket.unfinished && <span className="text-ink-3"> unfinished</span>}
              </th>
              {series.map(({ id, values }) => (
                <td key={id} className="py-1 pl-3 text-right whitespace-nowrap">
                  {formatAmount(values[buckets.length - 1 - back] ?? null, measure)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function headClass(align: string): string {
  return `sticky top-0 bg-surface py-1 pl-3 first:pl-0 font-normal whitespace-nowrap text-ink-3 ${align}`
}
