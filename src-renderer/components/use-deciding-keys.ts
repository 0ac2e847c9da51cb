import { type KeyBinding, useKeys } from './keys/index.ts'
import type { Deciding } from './use-deciding.ts'

interface DecidingKeys<Row extends { readonly id: string }> {
  readonly deciding: Deciding<Row>
  /** `u`: shows what the rows do not show yet. */
  readonly news: Pick<KeyBinding, 'label' | 'run'> & { readonly are: boolean }
  readonly canSelect?: (row: Row) => boolean
  readonly onList: () => void
}

/** The keys that every page of decisions has. */
export function useDecidingKeys<Row extends { readonly id: string }>(keys: DecidingKeys<Row>): void {
  const { deciding, news, canSelect = () => true, onList } = keys
  const { active, selected, listShown } = deciding
  useKeys([
    { keys: 'u', label: news.label, run: news.run, when: () => news.are },
    {
      keys: 'x',
      label: 'Select',
      run: () => active && deciding.select(active, !selected.has(active.id)),
      when: () => active !== undefined && canSelect(active),
    },
    { keys: 'Escape', label: 'Back to the list', run: onList, when: () => !listShown },
    {
      keys: 'Escape',
      label: 'Clear the selection',
      run: deciding.clear,
      when: () => selected.size > 0 && listShown,
    },
  ])
}
