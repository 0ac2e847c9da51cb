import { countedJobs } from '#schemas/texts'
import { Button } from '../../components/index.ts'
import type { JobsSearch } from './search.ts'

interface SlowNoteProps {
  readonly search: JobsSearch
  readonly total: number | undefined
  readonly onCancel: () => void
}

/** After some seconds: what takes so long, and the way out of it. Over the old rows, which stay. */
export function SlowNote({ search, total, onCancel }: SlowNoteProps) {
  const among = total === undefined ? '' : ` among ${countedJobs(total)}`
  return (
    <div
      role="status"
      className="absolute bottom-20 left-1/2 z-20 flex max-w-[calc(100%-2rem)] -translate-x-1/2 items-center gap-3 rounded-lg border border-line bg-surface px-3 py-2 shadow-overlay"
    >
      <span>
        {search.q === undefined ? `Still reading${among}.` : `Still looking for “${search.q}”${among}.`} What you see is
        from before.
      </span>
      <Button size="small" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  )
}
