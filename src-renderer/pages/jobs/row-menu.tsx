import { useState, useSyncExternalStore } from 'react'
import type { Job } from '#schemas'
import { buttonClass, Menu, type MenuItem, MoreIcon } from '../../components/index.ts'
import type { OpenRow } from './open-row.ts'

interface RowMenuProps {
  readonly job: Job
  readonly openRow: OpenRow
  readonly actionsOf: (job: Job) => readonly MenuItem[]
}

/** The menu of a row is made when it is first opened: a screen of closed ones takes longer to draw than all the rest. */
export function RowMenu({ job, openRow, actionsOf }: RowMenuProps) {
  const open = useSyncExternalStore(openRow.subscribe, () => openRow.id() === job.id)
  const [made, setMade] = useState(open)
  if (open && !made) setMade(true)
  const button = (
    <button
      type="button"
      tabIndex={-1}
      aria-label={`Actions on job ${job.title}`}
      aria-haspopup="menu"
      onClick={made ? undefined : () => openRow.set(job.id)}
      className={buttonClass('quiet', 'small')}
    >
      <MoreIcon />
    </button>
  )
  if (!made) return button
  return (
    <Menu
      label={`Actions on job ${job.title}`}
      open={open}
      onOpenChange={(opens) => openRow.set(opens ? job.id : undefined)}
      items={actionsOf(job)}
      returnTo={rowOf}
      trigger={button}
    />
  )
}

/** The keyboard goes on from the row, not from the button in it. */
function rowOf(button: HTMLElement): HTMLElement | null {
  return button.closest<HTMLElement>('[role="row"]')
}
