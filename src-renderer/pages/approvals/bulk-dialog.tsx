import { useState } from 'react'
import { type Approval, MAX_APPROVAL_NOTE } from '#schemas'
import { formatCount } from '#schemas/format'
import { Button, Dialog, Field, Spelt, TextInput, useGrace } from '../../components/index.ts'
import { headingOf } from './heading.ts'

interface BulkDialogProps {
  readonly act: 'approve' | 'reject'
  readonly approvals: readonly Approval[]
  readonly onClose: () => void
  readonly onDecide: (note: string | undefined) => void
}

/** The whole list before all of it is decided. Only what asks for the same thing is approved together. */
export function BulkDialog({ act, approvals, onClose, onDecide }: BulkDialogProps) {
  const [note, setNote] = useState('')
  const grace = useGrace(`${act} ${approvals.length}`)
  const verb = act === 'approve' ? 'Approve' : 'Reject'
  const title = `${verb} ${formatCount(approvals.length)} ${approvals.length === 1 ? 'request' : 'requests'}`
  return (
    <Dialog
      title={`${title}?`}
      wide
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Decide none of them
          </Button>
          <Button
            look={act === 'reject' ? 'danger' : 'primary'}
            changes
            busy={!grace.ready}
            onClick={() => {
              if (!grace.isReady()) return
              onDecide(note.trim() === '' ? undefined : note.trim())
              onClose()
            }}
          >
            {title}
          </Button>
        </>
      }
    >
      <p className="text-ink-2">
        {act === 'approve'
          ? 'All of these ask for the same thing. Each is approved once, for its own job.'
          : 'Their jobs are cancelled; a step that was asked about is left out where its job says so.'}
      </p>
      <ul className="mt-2 divide-y divide-line rounded-sm border border-line">
        {approvals.map((approval) => (
          <li key={approval.id} className="flex min-w-0 gap-3 px-3 py-1.5">
            <span className="min-w-0 flex-1 font-mono break-all">
              <Spelt text={headingOf(approval)} line />
            </span>
            <span className="shrink-0 text-ink-3">{approval.job.workspace}</span>
          </li>
        ))}
      </ul>
      <Field label="Why" optional className="mt-4" description="Kept in the evidence with your decision.">
        {(control) => (
          <TextInput
            {...control}
            maxLength={MAX_APPROVAL_NOTE}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  )
}
