import { formatCount } from '#schemas/format'
import { Button } from '../../components/index.ts'
import type { BulkAct } from './bulk-dialog.tsx'

interface BulkBarProps {
  readonly count: number
  readonly onAct: (act: BulkAct) => void
  readonly onClear: () => void
}

/** What can be done with all that are selected; each asks with the whole list first. */
export function BulkBar({ count, onAct, onClear }: BulkBarProps) {
  return (
    <div
      role="group"
      aria-label="Selected artifacts"
      className="flex shrink-0 flex-wrap items-center gap-2 border-t border-line bg-selected px-4 py-2"
    >
      <span className="mr-auto font-strong">{formatCount(count)} selected</span>
      <Button size="small" changes onClick={() => onAct('reject')}>
        Reject…
      </Button>
      <Button size="small" changes onClick={() => onAct('accept')}>
        Accept…
      </Button>
      <Button size="small" changes onClick={() => onAct('promote')}>
        Promote…
      </Button>
      <Button size="small" look="quiet" onClick={onClear}>
        Clear
      </Button>
    </div>
  )
}
