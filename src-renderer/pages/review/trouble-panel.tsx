import { Button, CrossIcon, ErrorPanel, IconButton } from '../../components/index.ts'
import type { Trouble } from './use-decisions.ts'

interface TroublePanelProps {
  readonly trouble: Trouble
  readonly busy: boolean
  readonly onSetAside: () => void
  readonly onClose: () => void
}

const SET_ASIDE =
  'You can also set aside the record only: the artifact no longer counts as promoted and stands as it did before. The file stays as it is now, and the evidence says so.'

/** What could not be done with an artifact; of a promotion whose file was changed since, the way that leaves the file alone. */
export function TroublePanel({ trouble: { problem, undoRefused }, busy, onSetAside, onClose }: TroublePanelProps) {
  return (
    <ErrorPanel
      {...problem}
      todo={undoRefused ? `${problem.todo} ${SET_ASIDE}` : problem.todo}
      className="mx-4 mb-3 shrink-0"
      action={
        <>
          {undoRefused && (
            <Button size="small" changes busy={busy} onClick={onSetAside}>
              Set aside the record only
            </Button>
          )}
          <IconButton icon={CrossIcon} label="Close" size="small" onClick={onClose} />
        </>
      }
    />
  )
}
