import { Button, WarningIcon } from '../../../components/index.ts'

interface ConflictPanelProps {
  /** Where the schedule is now, and where it was when this was opened. */
  readonly revision: number
  readonly given: number
  readonly busy: boolean
  readonly onReload: () => void
  readonly onOverwrite: (revision: number) => void
}

/** Somebody saved it meanwhile: what is typed here is still here, and there are two ways on. */
export function ConflictPanel({ revision, given, busy, onReload, onOverwrite }: ConflictPanelProps) {
  return (
    <section
      role="alert"
      aria-label="It was changed meanwhile"
      className="rounded-lg border border-warn bg-warn-tint p-4"
    >
      <p className="flex items-start gap-2 font-strong">
        <WarningIcon className="mt-0.5 text-warn" />
        It was saved meanwhile by somebody else: it is at revision {revision}, and this was made from {given}.
      </p>
      <p className="mt-1 text-ink-2">Nothing was changed. What you typed is still here.</p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button size="small" onClick={onReload}>
          Load revision {revision}, drop mine
        </Button>
        <Button size="small" look="danger" changes busy={busy} onClick={() => onOverwrite(revision)}>
          Save mine over it
        </Button>
      </div>
    </section>
  )
}
