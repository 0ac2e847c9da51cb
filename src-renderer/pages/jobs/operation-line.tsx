import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Operation } from '#schemas'
import { shortId } from '#schemas/format'
import { doneWords, leftSentences, progressWords, undoneWords } from '#schemas/texts'
import { type Problem, problemOf, useClient } from '../../app/index.ts'
import { Button, ErrorPanel, linkClass, Time, useNow } from '../../components/index.ts'
import { isUnderWay } from './use-operation.ts'

/** What the bulk operation behind `bulk=` did, above exactly the jobs it changed. */
export function OperationLine({ operation }: { readonly operation: Operation }) {
  const client = useClient()
  const now = useNow()
  const undo = useMutation({ mutationFn: () => client.operations.undo({ id: operation.id }) })
  const left = Math.ceil((Date.parse(operation.undo_until ?? '') - now) / 1000)
  const examples = operation.left.flatMap((group) => group.examples).slice(0, 8)
  const problem: Problem | undefined = undo.error ? problemOf(undo.error) : undefined
  return (
    <section aria-label="Bulk operation" className="flex flex-col gap-2 px-4 pb-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span>
          {isUnderWay(operation)
            ? `${progressWords(operation)}.`
            : operation.undone
              ? `${doneWords(operation)}, then undone: ${undoneWords(operation)}`
              : [
                  `${doneWords(operation)}.`,
                  ...(operation.state === 'stopped' ? [stoppedWords(operation)] : []),
                  ...leftSentences(operation),
                ].join(' ')}
        </span>
        {examples.length > 0 && (
          <span className="flex flex-wrap gap-2">
            {examples.map((id) => (
              <Link key={id} to="/jobs/$id" params={{ id }} search={{}} className={linkClass}>
                <span className="font-mono">{shortId(id)}</span>
              </Link>
            ))}
          </span>
        )}
        <span className="text-ink-3">
          by {operation.actor} <Time at={operation.started_at} />
        </span>
        {left > 0 && operation.state !== 'undone' && !isUnderWay(operation) && (
          <Button size="small" changes busy={undo.isPending} onClick={() => undo.mutate()}>
            Undo ({Math.min(left, 20)} s)
          </Button>
        )}
      </div>
      {problem && <ErrorPanel {...problem} />}
    </section>
  )
}

function stoppedWords({ stopped_by }: Operation): string {
  return stopped_by === 'core' ? 'It was stopped when the core ended.' : 'It was stopped.'
}
