import { useState, useSyncExternalStore } from 'react'
import { type Chosen, createSelection, type Selection } from './selection.ts'

/** The selection of the page, which begins anew with each filter: nobody should act on rows that are out of sight. */
export function useSelection(filterKey: string): { selection: Selection; chosen: Chosen } {
  const [kept, setKept] = useState(() => ({ of: filterKey, selection: createSelection() }))
  if (kept.of !== filterKey) setKept({ of: filterKey, selection: createSelection() })
  const { selection } = kept
  return { selection, chosen: useSyncExternalStore(selection.subscribe, selection.chosen) }
}

/** Whether one job is selected; draws only when that changes. */
export function useIsSelected(selection: Selection, id: string): boolean {
  return useSyncExternalStore(selection.subscribe, () => selection.has(id))
}
