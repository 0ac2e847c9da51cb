import { useCallback } from 'react'
import { splitList } from '#schemas/filter'
import { useDesk } from '../../app/index.ts'
import { FEW_COLUMNS, type JobColumn, readColumns, sameColumns, USUAL_COLUMNS } from './columns.ts'
import { type JobsSearch, withParam } from './search.ts'

/** The columns of the list: those of the address, else those chosen before, else as many of the usual ones as have room. */
export function useColumns(search: JobsSearch, narrow: boolean, go: (search: JobsSearch, replace: boolean) => void) {
  const [kept, change] = useDesk('columns')
  const asked = readColumns(splitList(search.cols))
  const chosen = asked ?? readColumns(kept['jobs'] ?? [])
  const columns = chosen ?? USUAL_COLUMNS
  const choose = useCallback(
    (next: readonly JobColumn[]) => {
      const usual = sameColumns(next, USUAL_COLUMNS)
      void change(({ jobs: _, ...others }) => (usual ? others : { ...others, jobs: [...next] }))
      go(withParam(search, 'cols', usual ? '' : next.join(',')), true)
    },
    [change, go, search],
  )
  return { columns, shown: chosen ?? (narrow ? FEW_COLUMNS : USUAL_COLUMNS), choose }
}

const ROW_HEIGHTS = { compact: 28, normal: 32, roomy: 40 } as const

/** Height of a row in pixels, as the operator has set it for all lists. */
export function useRowHeight(): number {
  const [display] = useDesk('display')
  return ROW_HEIGHTS[display.density]
}
