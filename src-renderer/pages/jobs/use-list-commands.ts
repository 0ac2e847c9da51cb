import type { OperationAct } from '#schemas'
import { useCommands } from '../../app/index.ts'

interface ListCommands {
  /** `3 selected`; empty while nothing is. */
  readonly selected: string
  readonly readable: boolean
  readonly arrivals: string
  readonly onAct: (act: OperationAct) => void
  readonly onCopy: () => void
  readonly onShowNew: () => void
}

const ACTS = [
  { act: 'retry', label: 'Retry selected jobs' },
  { act: 'requeue', label: 'Requeue selected jobs' },
  { act: 'cancel', label: 'Cancel selected jobs' },
  { act: 'priority', label: 'Set priority of selected jobs' },
] as const

/** What the palette offers while the list is on screen. */
export function useListCommands({ selected, readable, arrivals, onAct, onCopy, onShowNew }: ListCommands): void {
  useCommands([
    ...ACTS.map(({ act, label }) => ({
      id: `jobs.bulk_${act}`,
      label,
      aside: selected,
      words: 'bulk many',
      changes: true,
      disabledReason: selected === '' ? 'Select jobs first, with x or Mod+A.' : undefined,
      run: () => onAct(act),
    })),
    {
      id: 'jobs.copy_list',
      label: 'Copy this list or selection',
      keys: 'y',
      words: 'link ids json cli curl',
      disabledReason: readable ? undefined : 'This filter cannot be read.',
      run: onCopy,
    },
    {
      id: 'jobs.show_new',
      label: 'Show what is new in the list',
      keys: 'u',
      aside: arrivals,
      disabledReason: arrivals === '' ? 'Nothing is held back.' : undefined,
      run: onShowNew,
    },
  ])
}
