import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Operation, OperationPreview } from '#schemas'
import {
  actWords,
  changeSentence,
  hopelessSentence,
  keepWords,
  nothingSentence,
  nothingWords,
  skipSentences,
} from '#schemas/texts'
import { type Problem, problemOf, useClient } from '../../app/index.ts'
import {
  Button,
  Dialog,
  ErrorPanel,
  Field,
  LoadingBar,
  NumberInput,
  Skeleton,
  WarningIcon,
} from '../../components/index.ts'
import type { BulkAsk } from './bulk.ts'
import { stalePreview } from './stale-preview.ts'
import { useSlow } from './use-slow.ts'

interface BulkDialogProps {
  readonly ask: BulkAsk
  readonly onClose: () => void
  readonly onStarted: (operation: Operation) => void
}

const titles: Record<BulkAsk['act'], string> = {
  cancel: 'Cancel jobs?',
  retry: 'Retry jobs?',
  requeue: 'Requeue jobs?',
  priority: 'Set priority?',
}

/** Says, over the whole set and by outcome, what would change and what would not, before any of it is done. */
export function BulkDialog({ ask, onClose, onStarted }: BulkDialogProps) {
  const client = useClient()
  const [priorityText, setPriorityText] = useState('0')
  const priority = ask.act === 'priority' ? readPriority(priorityText) : undefined
  const [stale, setStale] = useState<OperationPreview>()
  const [problem, setProblem] = useState<Problem>()
  const request = { act: ask.act, ...ask.target, ...(typeof priority === 'number' ? { priority } : {}) }
  const preview = useQuery({
    queryKey: ['jobs-page', 'preview', request],
    queryFn: ({ signal }) => client.operations.preview(request, { signal }),
    enabled: typeof priority !== 'string',
    placeholderData: keepPreviousData,
    // Each question is about how things are now.
    gcTime: 0,
    staleTime: 0,
  })
  const slow = useSlow(preview.isFetching)
  const shown = stale ?? preview.data
  const counting = preview.isPlaceholderData || typeof priority === 'string'
  const start = useMutation({
    mutationFn: ({ token, head }: OperationPreview) => client.operations.start({ ...request, token, head }),
    onSuccess: onStarted,
    onError: (error) => {
      const next = stalePreview(error)
      if (next) setStale(next)
      else setProblem(problemOf(error))
    },
  })
  const words = shown && actWords(shown, shown.changing)
  // Only with what is wanted known: another priority may change something.
  const nothing = shown !== undefined && !counting && shown.changing === 0 && ask.act !== 'priority'
  const failed = preview.error ? problemOf(preview.error, 'Nothing was changed.') : problem

  return (
    <Dialog
      title={nothing ? nothingWords(ask.act) : words === undefined ? titles[ask.act] : `${words}?`}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus={ask.act === 'priority' ? undefined : true} onClick={onClose}>
            {nothing ? 'Close' : keepWords(ask.act, shown?.changing ?? 2)}
          </Button>
          {!nothing && (
            <Button
              look={ask.act === 'cancel' ? 'danger' : 'primary'}
              changes
              busy={start.isPending}
              disabled={!shown || counting || shown.changing === 0}
              onClick={() => shown && start.mutate(shown)}
            >
              {words ?? 'Counting'}
            </Button>
          )}
        </>
      }
    >
      <LoadingBar active={preview.isFetching} />
      {ask.act === 'priority' && (
        <Field
          label="Priority"
          description="Higher goes first; equal ones by age. -100 to 100."
          error={typeof priority === 'string' ? priority : undefined}
          className="mb-4"
        >
          {(control) => (
            <NumberInput
              {...control}
              data-autofocus
              value={priorityText}
              onChange={(text) => {
                setStale(undefined)
                setPriorityText(text)
              }}
            />
          )}
        </Field>
      )}
      {stale && (
        <p role="alert" className="mb-3 flex items-start gap-2 rounded-sm bg-warn-tint p-2 text-warn">
          <WarningIcon className="mt-0.5" />
          What would change is not what was shown before, so nothing was done. This is how it is now.
        </p>
      )}
      {shown && <PreviewText preview={shown} />}
      {!shown && !failed && <Skeleton rows={2} />}
      {slow && (
        <p className="mt-2 text-ink-2">Still counting over all jobs that match. Nothing is changed meanwhile.</p>
      )}
      {failed && <ErrorPanel {...failed} className="mt-3" />}
    </Dialog>
  )
}

function PreviewText({ preview }: { readonly preview: OperationPreview }) {
  if (preview.matched === 0) return <p>No job matches any more.</p>
  if (preview.changing === 0) return <p>{nothingSentence(preview)}</p>
  return (
    <div className="flex flex-col gap-3">
      <ul className="flex flex-col gap-1">
        {preview.changes.map((change) => (
          <li key={`${change.outcome} ${change.state}`}>{changeSentence(change, preview)}</li>
        ))}
      </ul>
      {preview.hopeless > 0 && (
        <p className="flex items-start gap-2 text-warn">
          <WarningIcon className="mt-0.5 shrink-0" />
          {hopelessSentence(preview.hopeless)}
        </p>
      )}
      {preview.skipped.length > 0 && (
        <ul aria-label="What stays" className="flex flex-col gap-1 border-t border-line pt-3 text-ink-2">
          {skipSentences(preview.act, preview.skipped).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** A priority, or what is wrong with the text. */
function readPriority(text: string): number | string {
  const value = Number(text.replace('−', '-'))
  if (text.trim() !== '' && Number.isInteger(value) && value >= -100 && value <= 100) return value
  return `Priority must be -100 to 100; you gave ${text.trim() === '' ? 'nothing' : text.slice(0, 12)}.`
}
