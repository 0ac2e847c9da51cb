import { useState } from 'react'
import type { Job } from '#schemas'
import type { CopySubject } from './copy-menu.tsx'
import { type Chosen, isEmpty } from './selection.ts'

interface Copying {
  /** What is being copied while the choice of how is open. */
  readonly opened: CopySubject | undefined
  readonly setOpened: (opened: CopySubject | undefined) => void
  readonly chosen: Chosen
  /** The row the keyboard is on, while it is in the list. */
  readonly active: Job | undefined
  readonly match: { readonly count: number; readonly exact: boolean } | undefined
}

/** What would be copied, fixed from the moment the choice is opened: opening it takes the keyboard out of the list. */
export function useCopying({ opened, setOpened, chosen, active, match }: Copying) {
  const [fromRow, setFromRow] = useState(false)
  const selected: CopySubject = isEmpty(chosen)
    ? { of: 'list' }
    : chosen.of === 'named'
      ? { of: 'jobs', ids: [...chosen.ids] }
      : { of: 'all', except: chosen.except, count: match?.exact === true ? match.count : undefined }
  const begin = (subject: CopySubject, row: boolean) => {
    setFromRow(row)
    setOpened(subject)
  }
  return {
    open: opened !== undefined,
    subject: opened ?? selected,
    /** Whether the keyboard goes on from its row. */
    fromRow,
    /** By its key: the selection, or the row one is on, or the list. */
    byKey: () => begin(active && isEmpty(chosen) ? { of: 'jobs', ids: [active.id] } : selected, active !== undefined),
    ofRow: (job: Job) => begin({ of: 'jobs', ids: [job.id] }, true),
    onOpenChange: (opens: boolean) => (opens ? begin(selected, false) : setOpened(undefined)),
  }
}
