import { type ReactNode, useMemo } from 'react'
import type { Job } from '#schemas'
import { VirtualTable } from '../../components/index.ts'
import { columnsOf, type ColumnsOptions } from './jobs-columns.tsx'

export interface JobsTableProps extends ColumnsOptions {
  readonly jobs: readonly Job[]
  readonly total: number | undefined
  readonly activeId: string | undefined
  readonly startAt: string | undefined
  readonly onActive: (job: Job) => void
  readonly onOpen: (job: Job) => void
  readonly onHold: (held: boolean) => void
  readonly onView: (first: number, last: number) => void
  readonly onEnd: () => void
  readonly foot: ReactNode
}

/** Jobs, a row each. What a row says changes in place. */
export function JobsTable(props: JobsTableProps) {
  const { narrow, selected, onSelect, menuFor, onMenu, actionsOf } = props
  const columns = useMemo(
    () => columnsOf({ narrow, selected, onSelect, menuFor, onMenu, actionsOf }),
    [narrow, selected, onSelect, menuFor, onMenu, actionsOf],
  )
  return (
    <VirtualTable
      label="Jobs"
      items={props.jobs}
      columns={columns}
      keyOf={keyOf}
      total={props.total}
      activeKey={props.activeId}
      startAt={props.startAt}
      onActive={props.onActive}
      onOpen={props.onOpen}
      onHold={props.onHold}
      onView={props.onView}
      onEnd={props.onEnd}
      foot={props.foot}
      minWidth={narrow ? '46.5rem' : '67rem'}
      rowClass={(job) => (selected.has(job.id) ? 'bg-selected' : undefined)}
      className="min-h-0 flex-1"
    />
  )
}

function keyOf(job: Job): string {
  return job.id
}
