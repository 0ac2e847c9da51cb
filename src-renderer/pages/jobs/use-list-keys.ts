import type { Job } from '#schemas'
import { useKeys } from '../../components/index.ts'

interface ListKeys {
  readonly jobs: readonly Job[]
  readonly active: Job | undefined
  readonly selected: ReadonlySet<string>
  readonly hasArrivals: boolean
  readonly peeking: boolean
  readonly onAdd: () => void
  /** Opens the panel for a job, or closes it. */
  readonly onPeek: (job: Job | undefined) => void
  readonly onMenu: (job: Job) => void
  readonly onActive: (job: Job) => void
  readonly onSelect: (id: string, selected: boolean) => void
  readonly onSelectAll: (ids: readonly string[]) => void
  readonly onClear: () => void
  readonly onCopy: () => void
  readonly onShowNew: () => void
}

/** The keys of the list beyond those that move in it. */
export function useListKeys(list: ListKeys): void {
  const { jobs, active, selected } = list
  const extend = (by: 1 | -1) => {
    const next = jobs[jobs.findIndex((job) => job.id === active?.id) + by]
    if (active) list.onSelect(active.id, true)
    if (!next) return
    list.onSelect(next.id, true)
    list.onActive(next)
  }
  const onRow = (act: (job: Job) => void) => ({
    run: () => active && act(active),
    when: () => active !== undefined,
  })
  useKeys([
    { keys: 'c', label: 'Add job', run: list.onAdd },
    { keys: ' ', label: 'Look at the row beside the list', ...onRow(list.onPeek) },
    { keys: 'm', label: 'Actions on the row', ...onRow(list.onMenu) },
    { keys: 'x', label: 'Select the row', ...onRow((job) => list.onSelect(job.id, !selected.has(job.id))) },
    { keys: 'Shift+j', label: 'Extend the selection down', repeats: true, ...onRow(() => extend(1)) },
    { keys: 'Shift+k', label: 'Extend the selection up', repeats: true, ...onRow(() => extend(-1)) },
    {
      keys: 'Mod+a',
      label: 'Select the loaded rows',
      run: () => list.onSelectAll(jobs.map((job) => job.id)),
      when: () => jobs.length > 0,
    },
    { keys: 'y', label: 'Copy ids', run: list.onCopy, when: () => active !== undefined || selected.size > 0 },
    { keys: 'u', label: 'Show what is new', run: list.onShowNew, when: () => list.hasArrivals },
    {
      keys: 'Escape',
      label: 'Close the panel, then the selection',
      run: () => (list.peeking ? list.onPeek(undefined) : list.onClear()),
      when: () => list.peeking || selected.size > 0,
    },
  ])
}
