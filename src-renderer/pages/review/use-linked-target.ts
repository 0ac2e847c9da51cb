import { useState } from 'react'
import type { PromotionRequest } from '#schemas'
import type { ReviewSearch } from './search.ts'

/** Whether the target stands in the address without having been chosen here, and whether its change was looked at here. */
export function useLinkedTarget({ into, to }: ReviewSearch) {
  const [chosen, setChosen] = useState<Pick<PromotionRequest, 'workspace' | 'path'>>()
  const [looked, setLooked] = useState<string>()
  const linked = isLinked({ into, to }, chosen)
  const key = JSON.stringify([into, to])
  return {
    linked,
    unseen: linked && looked !== key,
    look: () => setLooked(key),
    choose: ({ workspace, path }: PromotionRequest) => setChosen({ workspace, path }),
  }
}

/** Whether an address names a target other than the one that was chosen on the page. */
export function isLinked(
  { into, to }: Pick<ReviewSearch, 'into' | 'to'>,
  chosen: Pick<PromotionRequest, 'workspace' | 'path'> | undefined,
): boolean {
  if (into === undefined && to === undefined) return false
  return chosen === undefined || into !== chosen.workspace || (to ?? '') !== chosen.path
}
