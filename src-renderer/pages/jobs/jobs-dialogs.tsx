import { lazy, Suspense } from 'react'
import { CancelDialog } from './cancel-dialog.tsx'
import type { useActs } from './use-acts.ts'

const BulkDialog = lazy(async () => ({ default: (await import('./bulk-dialog.tsx')).BulkDialog }))

interface JobsDialogsProps {
  readonly acts: ReturnType<typeof useActs>
  /** A bulk act was started. */
  readonly onDone: () => void
}

/** The questions of the list, one at a time. */
export function JobsDialogs({ acts, onDone }: JobsDialogsProps) {
  const { cancelling, bulk } = acts
  return (
    <>
      {cancelling && (
        <CancelDialog
          jobs={cancelling}
          busy={acts.busy}
          problem={acts.problem}
          onClose={() => {
            acts.clearProblem()
            acts.askCancel(undefined)
          }}
          onCancel={(able) => void acts.cancel(able).then((all) => all && acts.askCancel(undefined))}
        />
      )}
      {bulk && (
        <Suspense fallback={null}>
          <BulkDialog
            ask={bulk}
            onClose={acts.closeBulk}
            onStarted={(operation) => {
              acts.begin(operation)
              onDone()
            }}
          />
        </Suspense>
      )}
    </>
  )
}
