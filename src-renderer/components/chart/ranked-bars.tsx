import type { ReactNode } from 'react'
import { cx } from '../cx.ts'

export interface RankedRow {
  readonly id: string
  readonly label: ReactNode
  /** Length of the bar, 0 to 1. */
  readonly share: number
  /** The figure at its end. */
  readonly figure: string
  /** What the bar stands for; hatched where colour alone would tell. */
  readonly tone: 'bad' | 'warn' | 'neutral'
}

const fills = { bad: 'bg-bad', warn: 'bg-warn', neutral: 'bg-neutral' } as const

/** Things by how often they occur: name, bar, figure. `renderRow` may make a row a link. */
export function RankedBars({
  rows,
  renderRow = (_, content) => content,
}: {
  rows: readonly RankedRow[]
  renderRow?: (row: RankedRow, content: ReactNode) => ReactNode
}) {
  return (
    <ul className="flex flex-col gap-1">
      {rows.map((row) => (
        <li key={row.id}>
          {renderRow(
            row,
            <span className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 gap-y-0.5 py-0.5">
              <span className="truncate">{row.label}</span>
              <span className="font-strong">{row.figure}</span>
              <span className="col-span-2 h-1.5 overflow-hidden rounded-sm bg-neutral-tint forced-colors:border">
                <span
                  className={cx('block h-full rounded-sm forced-colors:bg-[CanvasText]', fills[row.tone])}
                  style={{ width: `${Math.max(0.01, Math.min(1, row.share)) * 100}%` }}
                />
              </span>
            </span>,
          )}
        </li>
      ))}
    </ul>
  )
}
