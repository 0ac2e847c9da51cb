import { type ReactNode, useId } from 'react'
import { IconButton } from '../button.tsx'
import { cx } from '../cx.ts'
import { drawn } from '../icons/icon.tsx'

const TableIcon = drawn(<path d="M2 3h12v10H2zM2 6.25h12M2 9.6h12M6.5 6.25V13" />)
const LinesIcon = drawn(<path d="M2.25 2.5v11h11.5M4.75 10l3-3.5 2.25 2L13.5 4" />)

/** Around a chart: the question it answers, the unit of its values, and the button that turns it into a table. */
export function ChartCard({
  id,
  question,
  unit,
  table,
  onTable,
  className,
  children,
}: {
  /** For `v`, which turns the chart the focus is in. */
  id: string
  question: string
  unit: string
  table: boolean
  onTable: (table: boolean) => void
  className?: string | undefined
  children: ReactNode
}) {
  const heading = useId()
  return (
    <section data-chart={id} aria-labelledby={heading} className={cx('min-w-0', className)}>
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h3 id={heading} className="font-strong">
            {question}
          </h3>
          <p className="text-meta text-ink-3">{unit}</p>
        </div>
        <IconButton
          size="small"
          icon={table ? LinesIcon : TableIcon}
          label={table ? 'Show as a chart' : 'Show as a table'}
          onClick={() => onTable(!table)}
          className="-mt-1"
        />
      </div>
      {children}
    </section>
  )
}
