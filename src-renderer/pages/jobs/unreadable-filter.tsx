import type { FilterProblem } from '#schemas/filter'
import { Button, ErrorPanel } from '../../components/index.ts'

interface UnreadableFilterProps {
  readonly problems: readonly FilterProblem[]
  readonly onClear: () => void
}

/** Stands in place of the list, so that nobody takes a wrong list for the right one. */
export function UnreadableFilter({ problems, onClear }: UnreadableFilterProps) {
  return (
    <ErrorPanel
      what="This filter cannot be read, so nothing is listed."
      safe={problems.map((problem) => problem.text).join(' ')}
      todo="Change it in the box above, or clear it."
      code="filter_unreadable"
      action={
        <Button size="small" onClick={onClear}>
          Clear filters
        </Button>
      }
      className="m-4"
    />
  )
}
