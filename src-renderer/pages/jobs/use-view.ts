import { useMemo } from 'react'
import { type FilterProblem, parseTokens } from '#schemas/filter'
import { useDesk } from '../../app/index.ts'
import type { JobsSearch } from './search.ts'
import { searchOfView, showsSame } from './views.ts'

/** What the address asks for: a saved view named alone stands for its whole filter, order and columns. */
export function useView(asked: JobsSearch): { search: JobsSearch; problems: readonly FilterProblem[]; known: boolean } {
  const [views, , known] = useDesk('views')
  return useMemo(() => {
    if (asked.view === undefined || !showsSame(asked, {})) return { search: asked, problems: [], known: true }
    const view = views.find(({ id, page }) => id === asked.view && page === 'jobs')
    if (!view)
      return {
        search: asked,
        problems: known ? [{ key: 'view', text: 'This view is not kept any more.' }] : [],
        known,
      }
    const search = searchOfView(view)
    if (search)
      return { search: { ...search, ...(asked.peek === undefined ? {} : { peek: asked.peek }) }, problems: [], known }
    const read = parseTokens(view.filter)
    return { search: asked, problems: read.ok ? [] : read.problems, known }
  }, [asked, views, known])
}
