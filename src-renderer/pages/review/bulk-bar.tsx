import { Button, SelectedBar } from '../../components/index.ts'
import type { BulkAct } from './bulk-dialog.tsx'

interface BulkBarProps {
  readonly count: number
  readonly onAct: (act: BulkAct) => void
  readonly onClear: () => void
}

/** What can be done with all that are selected; each asks with the whole list first. */
export function BulkBar({ count, onAct, onClear }: BulkBarProps) {
  return (
    <SelectedBar label="Selected artifacts" count={count} onClear={onClear}>
      <Button size="small" changes onClick={() => onAct('reject')}>
        Reject…
      </Button>
      <Button size="small" changes onClick={() => onAct('accept')}>
        Accept…
      </Button>
      <Button size="small" changes onClick={() => onAct('promote')}>
        Promote…
      </Button>
    </SelectedBar>
  )
}
