import { problemOf } from '../../app/index.ts'
import { Button, ErrorPanel, Skeleton } from '../../components/index.ts'
import type { useJobsList } from './use-jobs-list.ts'

/** What comes after the last loaded row. */
export function ListFoot({ list }: { readonly list: ReturnType<typeof useJobsList> }) {
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
  if (list.loadingNext) return <Skeleton rows={3} />
  return null
}
