import type { Job } from '#schemas'
import { Button, Kbd } from '../../components/index.ts'
import { canCancel, requeueLabel } from '../../facts/index.ts'

interface SelectionBarProps {
  readonly jobs: readonly Job[]
  readonly busy: boolean
  readonly onCancel: () => void
  readonly onRequeue: () => void
  readonly onCopy: () => void
  readonly onClear: () => void
}

/** What can be done with the selected rows; each button counts those it would change. */
export function SelectionBar({ jobs, busy, onCancel, onRequeue, onCopy, onClear }: SelectionBarProps) {
  const cancellable = jobs.filter((job) => canCancel(job.state)).length
  const requeueable = jobs.filter((job) => requeueLabel(job.state) !== undefined).length
  return (
    <div role="group" aria-label="Selected jobs" className="flex items-center gap-2">
      <span className="font-strong">{jobs.length} selected</span>
      {cancellable > 0 && (
        <Button size="small" look="danger" busy={busy} onClick={onCancel}>
          Cancel {cancellable}…
        </Button>
      )}
      {requeueable > 0 && (
        <Button size="small" busy={busy} onClick={onRequeue}>
          Queue {requeueable}
        </Button>
      )}
      <Button size="small" look="quiet" onClick={onCopy} hint={<Kbd keys="y" />}>
        Copy ids
      </Button>
      <Button size="small" look="quiet" onClick={onClear} hint={<Kbd keys="Esc" />}>
        Clear
      </Button>
    </div>
  )
}
