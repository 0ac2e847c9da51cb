import type { FilterProblem } from '#schemas/filter'
import { type Problem, problemOf, useLive } from '../../app/index.ts'
import { Button, clockSeconds, EmptyState, ErrorPanel, Skeleton } from '../../components/index.ts'
import { ListEmpty } from './list-empty.tsx'
import type { Counted } from './queries.ts'
import type { JobsSearch } from './search.ts'
import { UnreadableFilter } from './unreadable-filter.tsx'
import type { useJobsList } from './use-jobs-list.ts'

interface ListStandInProps {
  readonly search: JobsSearch
  readonly problems: readonly FilterProblem[]
  readonly list: ReturnType<typeof useJobsList>
  readonly rows: number
  readonly rowHeight: number
  readonly counted: Counted | undefined
  readonly total: number | undefined
  /** What went wrong with an act on a row. */
  readonly actProblem: Problem | undefined
  readonly onClear: () => void
}

/** What stands where the rows would be, or above them: an unreadable filter, trouble, the first load, an empty list. */
export function ListStandIn(props: ListStandInProps) {
  const { search, problems, list, rows, rowHeight, counted, total, actProblem, onClear } = props
  const { lastContact } = useLive()
  if (problems.length > 0) return <UnreadableFilter problems={problems} onClear={onClear} />
  const { model, error } = list
  // What was shown has left the list, and the rest of it is on its way.
  const moreBehind = model !== undefined && rows === 0 && !error && model.cursor !== null
  const trouble = error
    ? problemOf(
        error,
        model === undefined
          ? 'Jobs and their work are not touched by this.'
          : `The rows below are from ${lastContact === undefined ? 'before' : clockSeconds(lastContact)}. Jobs and their work are not touched by this.`,
      )
    : actProblem
  return (
    <>
      {trouble && (
        <ErrorPanel
          {...trouble}
          action={
            error ? (
              <Button size="small" onClick={list.retry}>
                Read again
              </Button>
            ) : undefined
          }
          className="m-4"
        />
      )}
      {list.stopped && (
        <EmptyState
          kind="not_set_up"
          title="Reading was stopped."
          action={
            <Button size="small" onClick={list.retry}>
              Read again
            </Button>
          }
        />
      )}
      {((!model && !error && !list.stopped) || moreBehind) && <Skeleton rows={14} rowHeight={rowHeight} />}
      {model && rows === 0 && !error && !moreBehind && (
        <ListEmpty search={search} counted={counted} total={total} onClear={onClear} />
      )}
    </>
  )
}
