import { problemOf } from '../../app/index.ts'
import { Button, ErrorPanel, Skeleton } from '../../components/index.ts'
import type { ListOrder } from './list-places.ts'
import type { useJobsList } from './use-jobs-list.ts'

interface ListFootProps {
  readonly list: ReturnType<typeof useJobsList>
  readonly order: ListOrder
  readonly rowHeight: number
  readonly onOrder: (order: ListOrder) => void
}

/** What comes after the last loaded row. */
export function ListFoot({ list, order, rowHeight, onOrder }: ListFootProps) {
  if (list.nextError !== undefined)
    return (
      <ErrorPanel
        {...problemOf(list.nextError, 'The rows above are as they were.')}
        action={
          <Button size="small" onClick={list.loadNext}>
            Read on
          </Button>
        }
        className="m-4"
      />
    )
  if (list.loadingNext) return <Skeleton rows={3} rowHeight={rowHeight} />
  if (!list.full) return null
  const turned = order === 'newest' ? 'oldest' : 'newest'
  return (
    <div className="flex items-center justify-center gap-3 px-4 py-3 text-ink-3">
      No more rows fit here. Narrow the filter, or read from the other end.
      <Button size="small" onClick={() => onOrder(turned)}>
        Jump to the {turned}
      </Button>
    </div>
  )
}
