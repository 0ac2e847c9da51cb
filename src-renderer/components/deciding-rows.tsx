import { type ReactNode, useMemo } from 'react'
import { cx } from './cx.ts'
import { ListNews } from './deciding.tsx'
import { Checkbox } from './field.tsx'
import type { Column } from './table-row.tsx'
import type { Deciding } from './use-deciding.ts'
import { VirtualTable, type VirtualTableProps } from './virtual-table.tsx'

interface DecidingRowsProps<Row extends { readonly id: string }> extends Pick<
  VirtualTableProps<Row>,
  'label' | 'items' | 'total' | 'onHold' | 'onEnd'
> {
  readonly deciding: Deciding<Row>
  /** What one opens takes the place of the list. */
  readonly single: boolean
  /** What changed behind the rows, and the act that shows it. */
  readonly news: string
  readonly newsAct: ReactNode
  readonly header: string
  /** What a row is called where it is selected. */
  readonly nameOf: (row: Row) => string
  readonly canSelect?: (row: Row) => boolean
  /** Another function whenever it would show something else for the same row. */
  readonly cell: (row: Row) => ReactNode
}

/** The list of a page of decisions: rows of two lines that hold still, with a box to select each. */
export function DecidingRows<Row extends { readonly id: string }>(props: DecidingRowsProps<Row>) {
  const { deciding, single, news, newsAct, header, nameOf, canSelect = always, cell, ...table } = props
  const { selected, select } = deciding
  const columns = useMemo(
    () => columnsOf({ header, cell, nameOf, canSelect, selected, select }),
    [header, cell, nameOf, canSelect, selected, select],
  )
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ListNews text={news} act={newsAct} />
      <VirtualTable
        {...table}
        columns={columns}
        keyOf={(row) => row.id}
        activeKey={deciding.activeId}
        startAt={deciding.startAt}
        onActive={single ? ({ id }) => deciding.setRowId(id) : deciding.open}
        onOpen={single ? deciding.open : undefined}
        onExtend={(from, to) => {
          for (const row of [from, to]) if (row && canSelect(row)) select(row, true)
        }}
        isSelected={(row) => selected.has(row.id)}
        rowHeight={56}
        minWidth="0"
        tight
        className="min-h-0 flex-1"
      />
    </div>
  )
}

const always = () => true

type Columns<Row extends { readonly id: string }> = Pick<Deciding<Row>, 'selected' | 'select'> &
  Pick<Required<DecidingRowsProps<Row>>, 'header' | 'cell' | 'nameOf' | 'canSelect'>

function columnsOf<Row extends { readonly id: string }>(of: Columns<Row>): readonly Column<Row>[] {
  const { header, cell, nameOf, canSelect, selected, select } = of
  return [
    {
      id: 'select',
      header: <span className="sr-only">Selected</span>,
      width: '1rem',
      cell: (row) => (
        <Checkbox
          aria-label={`Select ${nameOf(row)}`}
          checked={selected.has(row.id)}
          disabled={!canSelect(row)}
          onChange={(is) => select(row, is)}
        />
      ),
    },
    { id: 'what', header, width: 'minmax(0, 1fr)', cell },
  ]
}

interface DecidingLinesProps {
  readonly sign: ReactNode
  readonly title: ReactNode
  readonly titleClass?: string | false | undefined
  /** The whole of a title that may be cut. */
  readonly whole?: string
  /** At the end of the first line. */
  readonly mark?: ReactNode
  readonly facts: ReactNode
  readonly at: ReactNode
}

/** The two lines of a row: what it is, and beneath it the facts that tell it from others. */
export function DecidingLines({ sign, title, titleClass, whole, mark, facts, at }: DecidingLinesProps) {
  return (
    <span className="flex min-w-0 flex-col">
      <span className="flex min-w-0 items-center gap-2">
        {sign}
        <span title={whole} className={cx('min-w-0 flex-1 truncate', titleClass)}>
          {title}
        </span>
        {mark}
      </span>
      <span className="flex min-w-0 items-center gap-2 pl-6 text-meta text-ink-3">
        <span className="min-w-0 flex-1 truncate">{facts}</span>
        <span className="shrink-0">{at}</span>
      </span>
    </span>
  )
}
