import { type ReactNode, useMemo } from 'react'
import type { Job } from '#schemas'
import { VirtualTable } from '../../components/index.ts'
import { columnsOf, type ColumnsOptions, leastWidth } from './jobs-columns.tsx'
import { type Chosen, isChosen } from './selection.ts'

export interface JobsTableProps extends ColumnsOptions {
  readonly listKey: string
  readonly rows: readonly (Job | undefined)[]
  readonly total: number | undefined
  readonly rowHeight: number
  readonly chosen: Chosen
  readonly activeId: string | undefined
  readonly startAt: string | undefined
  readonly onActive: (job: Job) => void
  readonly onOpen: (job: Job) => void
  readonly onHold: (held: boolean) => void
  readonly onView: (first: number, last: number, top: number) => void
  readonly onEnd: () => void
  readonly foot: ReactNode
}

/** Jobs, a row each. What a row says changes in place. */
export function JobsTable(props: JobsTableProps) {
  const { columns, order, onOrder, selection, onSelect, openRow, actionsOf, chosen } = props
  const drawn = useMemo(
    () => columnsOf({ columns, order, onOrder, selection, onSelect, openRow, actionsOf }),
    [columns, order, onOrder, selection, onSelect, openRow, actionsOf],
  )
  return (
    <VirtualTable
      label="Jobs"
      tight
      listKey={props.listKey}
      items={props.rows}
      columns={drawn}
      keyOf={keyOf}
      total={props.total}
      rowHeight={props.rowHeight}
      activeKey={props.activeId}
      startAt={props.startAt}
      onActive={props.onActive}
      onOpen={props.onOpen}
      onExtend={(from, to) => selection.set(to === undefined ? [from.id] : [from.id, to.id], true)}
      onHold={props.onHold}
      onView={props.onView}
      onEnd={props.onEnd}
      foot={props.foot}
      minWidth={`${leastWidth(columns)}rem`}
      isSelected={(job) => isChosen(chosen, job.id)}
      className="min-h-0 flex-1"
    />
  )
}

function keyOf(job: Job): string {
  return job.id
}
