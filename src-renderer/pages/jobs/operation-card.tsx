import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Operation } from '#schemas'
import { countedJobs, progressWords } from '#schemas/texts'
import { problemOf, useClient } from '../../app/index.ts'
import { Button, ErrorPanel, linkClass } from '../../components/index.ts'

/** A bulk operation while it goes on: how far, Stop, and the way to what it changes. Over the rows, so that none moves. */
export function OperationCard({ operation }: { readonly operation: Operation }) {
  const client = useClient()
  const stop = useMutation({ mutationFn: () => client.operations.stop({ id: operation.id }) })
  const words = progressWords(operation)
  const undoing = operation.state === 'undoing'
  const [done, of] = undoing
    ? [operation.undone?.restored ?? 0, operation.changed]
    : [operation.changed, operation.planned]
  return (
    <section
      aria-label="Bulk operation"
      className="absolute bottom-4 left-1/2 z-20 flex w-[min(36rem,calc(100%-2rem))] -translate-x-1/2 flex-col gap-2 rounded-lg border border-line bg-surface p-3 shadow-overlay"
    >
      <div className="flex items-center gap-3">
        <span className="min-w-0 flex-1 font-strong">{words}</span>
        <Link to="/jobs" search={{ bulk: operation.id }} className={linkClass}>
          Show them
        </Link>
        {!undoing && (
          <Button size="small" changes busy={stop.isPending} onClick={() => stop.mutate()}>
            Stop
          </Button>
        )}
      </div>
      <div
        role="progressbar"
        aria-label={words}
        aria-valuemin={0}
        aria-valuemax={of}
        aria-valuenow={done}
        aria-valuetext={`${done} of ${countedJobs(of)}`}
        className="h-1.5 overflow-hidden rounded-full bg-neutral-tint"
      >
        <div
          style={{ width: `${of === 0 ? 100 : (100 * done) / of}%` }}
          className="h-full bg-run forced-color-adjust-none forced-colors:bg-[CanvasText]"
        />
      </div>
      {stop.error && <ErrorPanel {...problemOf(stop.error, 'What was changed stays changed.')} />}
    </section>
  )
}
