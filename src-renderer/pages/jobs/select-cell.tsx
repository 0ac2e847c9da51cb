import { useRef } from 'react'
import type { Job } from '#schemas'
import { Checkbox } from '../../components/index.ts'
import type { Selection } from './selection.ts'
import { useIsSelected } from './use-selection.ts'

interface SelectCellProps {
  readonly job: Job
  readonly selection: Selection
  readonly onSelect: (job: Job, selected: boolean, extend: boolean) => void
}

/** The box of a row. With Shift held it takes all rows from the last one on. */
export function SelectCell({ job, selection, onSelect }: SelectCellProps) {
  const extend = useRef(false)
  return (
    <span className="flex" onClickCapture={(event) => (extend.current = event.shiftKey)}>
      <Checkbox
        aria-label={`Select job ${job.title}`}
        tabIndex={-1}
        checked={useIsSelected(selection, job.id)}
        onChange={(checked) => onSelect(job, checked, extend.current)}
      />
    </span>
  )
}
