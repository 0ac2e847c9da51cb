import type { Stats } from '#schemas'
import { formatCount } from '#schemas/format'
import { ChartCard, cx, ScrollRegion, WarningIcon } from '../../components/index.ts'
import { shortTypeName } from '../../facts/index.ts'

type Row = Stats['budgets'][number]
type Share = Row['time']

const LIMITS = [
  ['time', 'Wall time'],
  ['tools', 'Tool calls'],
  ['output', 'Output'],
] as const

/** Whether limits are right: what half of the runs use of them, and what the greediest did, per job type. */
export function BudgetUse({
  stats: { budgets },
  ...card
}: {
  stats: Stats
  id: string
  table: boolean
  onTable: (table: boolean) => void
  className: string
}) {
  return (
    <ChartCard {...card} question="Are limits right?" unit="used of the limit, half of the runs and the most">
      <ScrollRegion label="Use of limits" className="mt-2 max-h-64">
        {budgets.length === 0 ? (
          <p className="pt-1 text-ink-2">No run has ended in this time.</p>
        ) : (
          <table className="w-full">
            <caption className="sr-only">Used of each limit, by job type: p50 and most</caption>
            <thead className="text-left text-meta text-ink-3">
              <tr>
                <th scope="col" className="pr-4 font-normal">
                  Job type
                </th>
                <th scope="col" className="pr-4 text-right font-normal">
                  Runs
                </th>
                {LIMITS.map(([name, label]) => (
                  <th key={name} scope="col" className="w-1/4 pl-4 font-normal">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {budgets.map((row) => (
                <tr key={row.type} className="border-t border-line">
                  <th scope="row" className="py-1.5 pr-4 text-left font-normal whitespace-nowrap">
                    {shortTypeName(row.type)}
                  </th>
                  <td className="py-1.5 pr-4 text-right">{formatCount(row.n)}</td>
                  {LIMITS.map(([name]) => (
                    <td key={name} className="py-1.5 pl-4">
                      {card.table ? (
                        <Figures share={row[name]} />
                      ) : (
                        <Bar share={row[name]} counted={name === 'tools'} />
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </ScrollRegion>
    </ChartCard>
  )
}

function Figures({ share }: { share: Share }) {
  return share === null ? (
    <span className="text-ink-3">no limit to use</span>
  ) : (
    <span className="whitespace-nowrap">
      p50 {percent(share.p50)}, most {percent(share.max)}, of {formatCount(share.n)}
    </span>
  )
}

/** Filled to the median, a mark at the most. */
function Bar({ share, counted }: { share: Share; counted: boolean }) {
  if (share === null) return <span className="text-ink-3">no limit to use</span>
  const over = share.max > 1
  const near = !counted && share.max >= 0.9
  return (
    <span className="flex flex-col gap-1">
      <span className="relative h-2 rounded-sm bg-neutral-tint outline-1 -outline-offset-1 outline-line">
        <span
          className="absolute inset-y-0 left-0 rounded-sm bg-neutral forced-colors:bg-[CanvasText]"
          style={{ width: `${Math.min(1, share.p50) * 100}%` }}
        />
        <span
          className={cx(
            'absolute -inset-y-0.5 w-0.75 -translate-x-1/2 rounded-full outline-1 outline-surface forced-colors:bg-[CanvasText]',
            over ? 'bg-bad' : near ? 'bg-warn' : 'bg-ink',
          )}
          style={{ left: `${Math.min(1, share.max) * 100}%` }}
        />
      </span>
      <span className="flex items-center gap-1 text-meta whitespace-nowrap text-ink-2">
        p50 {percent(share.p50)}
        <span
          className={cx('ml-auto inline-flex items-center gap-1', over && 'text-bad', near && !over && 'text-warn')}
        >
          {(over || near) && <WarningIcon size={12} />}
          most {percent(share.max)}
        </span>
      </span>
    </span>
  )
}

/** Whole percents, but never 0 or 100 for what is not. */
export function percent(share: number): string {
  if (share >= 10) return `${formatCount(Math.round(share))} times`
  const rounded = Math.round(share * 100)
  if (rounded === 0 && share > 0) return 'under 1 %'
  if (rounded === 100 && share < 1) return '99 %'
  return `${formatCount(rounded)} %`
}
