import type { Job } from '#schemas'
import { useKeys } from '../../components/index.ts'
import type { ListOrder } from './list-places.ts'
import { type Chosen, isEmpty, type Selection } from './selection.ts'

interface ListKeys {
  readonly rows: readonly (Job | undefined)[]
  readonly active: Job | undefined
  readonly selection: Selection
  readonly chosen: Chosen
  readonly readable: boolean
  readonly order: ListOrder
  readonly hasArrivals: boolean
  readonly peeking: boolean
  readonly onAdd: () => void
  /** Opens the panel for a job, or closes it. */
  readonly onPeek: (job: Job | undefined) => void
  readonly onMenu: (job: Job) => void
  /** Opens the actions on all that is selected. */
  readonly onBulkMenu: () => void
  readonly onCopy: () => void
  readonly onShowNew: () => void
  readonly onOrder: (order: ListOrder) => void
}

/** The keys of the list beyond those that move in it. */
export function useListKeys(list: ListKeys): void {
  const { rows, active, selection, chosen } = list
  const onRow = (act: (job: Job) => void) => ({
    run: () => active && act(active),
    when: () => active !== undefined,
  })
  const selectAll = () => {
    const loaded = rows.flatMap((job) => (job === undefined ? [] : [job.id]))
    if (loaded.every((id) => selection.has(id))) selection.all()
    else selection.only(loaded)
  }
  useKeys([
    { keys: 'c', label: 'Add job', run: list.onAdd },
    { keys: ' ', label: 'Look at the row beside the list', ...onRow(list.onPeek) },
    isEmpty(chosen)
      ? { keys: 'm', label: 'Actions on the row', ...onRow(list.onMenu) }
      : { keys: 'm', label: 'Actions on the selection', run: list.onBulkMenu },
    { keys: 'x', label: 'Select the row', ...onRow((job) => selection.set([job.id], !selection.has(job.id))) },
    {
      keys: 'Mod+a',
      label: 'Select the loaded rows, again: all that match',
      run: selectAll,
      when: () => rows.length > 0,
    },
    { keys: 'y', label: 'Copy', run: list.onCopy, when: () => list.readable },
    { keys: 'u', label: 'Show what is new', run: list.onShowNew, when: () => list.hasArrivals },
    {
      keys: 'Mod+Home',
      label: 'Jump to the newest',
      run: () => list.onOrder('newest'),
      when: () => list.order === 'oldest',
    },
    {
      keys: 'Mod+End',
      label: 'Jump to the oldest',
      run: () => list.onOrder('oldest'),
      when: () => list.order === 'newest',
    },
    {
      keys: 'Escape',
      label: 'Close the panel, then the selection',
      run: () => (list.peeking ? list.onPeek(undefined) : selection.clear()),
      when: () => list.peeking || !isEmpty(chosen),
    },
  ])
}
