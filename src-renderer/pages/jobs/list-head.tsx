import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { formatCount } from '#schemas/format'
import type { ListFilter } from '#schemas/filter'
import { useClient, useDesk, workspacesQuery } from '../../app/index.ts'
import { buttonClass, Kbd } from '../../components/index.ts'
import type { JobColumn } from './columns.ts'
import { ColumnsMenu } from './columns-menu.tsx'
import { FilterBox } from './filter-box.tsx'
import { type Counted, matchingText } from './queries.ts'
import { RangeMenu } from './range-menu.tsx'
import { type JobsSearch } from './search.ts'
import { StateChips } from './state-chips.tsx'
import { ViewTabs } from './view-tabs.tsx'

interface ListHeadProps {
  readonly search: JobsSearch
  readonly filter: ListFilter
  readonly readable: boolean
  readonly counted: Counted | undefined
  /** The figures of the filter before, while those of a new one are on their way. */
  readonly lastCounted: Counted | undefined
  readonly total: number | undefined
  readonly columns: readonly JobColumn[]
  readonly onColumns: (columns: readonly JobColumn[]) => void
  readonly onChange: (search: JobsSearch) => void
}

/** Above the list: views, filter, and how many jobs stand how under it. */
export function ListHead(props: ListHeadProps) {
  const { search, filter, readable, counted, lastCounted, total, columns, onColumns, onChange } = props
  const workspaces = useQuery(workspacesQuery(useClient())).data ?? []
  const [ranges] = useDesk('ranges')
  return (
    <>
      <div className="flex h-11 shrink-0 items-center gap-3 border-b border-line bg-surface px-4">
        <ViewTabs search={search} readable={readable} onChange={onChange} />
        <ColumnsMenu columns={columns} onChange={onColumns} />
        <Link to="/jobs/new" search={{}} className={buttonClass('primary')}>
          Add job <Kbd keys="c" />
        </Link>
      </div>
      <div className="flex shrink-0 flex-wrap items-start gap-x-3 gap-y-1 px-4 pt-3 pb-2 max-sm:gap-x-2 max-sm:pt-2">
        <FilterBox
          search={search}
          onChange={onChange}
          workspaces={workspaces.map(({ name }) => name)}
          lastRange={ranges['jobs']}
        />
        <RangeMenu search={search} readable={readable} onChange={onChange} />
        {readable && counted && total !== undefined && total > 0 && (
          // Where there is little room the line above the rows says it.
          <span className="flex h-8 items-center whitespace-nowrap text-ink-2 max-sm:hidden">
            {matchingText(counted, filter.state)} match, of {formatCount(total)}
          </span>
        )}
      </div>
      <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-1 px-4 pb-2 max-sm:flex-nowrap max-sm:overflow-x-auto max-sm:pt-0.5 max-sm:*:shrink-0">
        <StateChips search={search} counted={counted ?? lastCounted} old={counted === undefined} onChange={onChange} />
      </div>
    </>
  )
}
