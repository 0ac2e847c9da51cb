import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { type ApprovalDetail, MAX_APPROVAL_NOTE } from '#schemas'
import { shortId } from '#schemas/format'
import { problemOf, useClient } from '../../app/index.ts'
import {
  Button,
  Dialog,
  ErrorPanel,
  Field,
  GRACE_MS,
  Hash,
  TextInput,
  useGrace,
  useToast,
} from '../../components/index.ts'
import { checkDraft, type Draft, unexplained } from '../new-job/draft.ts'
import { DraftViews } from '../new-job/draft-views.tsx'
import { JobForm } from '../new-job/job-form.tsx'
import { JobDifferences } from './differences.tsx'
import { editQuery } from './queries.ts'

interface EditDialogProps {
  readonly detail: ApprovalDetail
  readonly onClose: () => void
  readonly onDone: () => void
}

/** The job as a form; what is approved is the job as it is then, with a hash of its own. */
export function EditDialog({ detail: { approval, spec }, onClose, onDone }: EditDialogProps) {
  const client = useClient()
  const queries = useQueryClient()
  const toast = useToast()
  const original: Draft = spec ?? {}
  const [draft, setDraft] = useState<Draft>(original)
  const [note, setNote] = useState('')
  const [view, setView] = useState<'form' | 'json' | 'changes'>('form')
  const [unreadable, setUnreadable] = useState(false)
  const checked = checkDraft(draft)
  const problems = checked.ok ? unexplained(checked.spec) : checked.problems
  const still = useDeferredValue(draft)
  const sound = checked.ok && problems.length === 0 && !unreadable
  const preview = useQuery({ ...editQuery(client, approval.id, still), enabled: sound })
  const differences = preview.data?.differences ?? []
  const changed = sound && still === draft && differences.length > 0
  // What would be approved must have been on screen.
  const grace = useGrace(changed && view === 'changes' ? (preview.data?.hash ?? '') : 'not shown')
  const save = useMutation({
    mutationFn: () =>
      client.approvals.edit({
        id: approval.id,
        hash: approval.hash,
        job: { ...draft },
        ...(note.trim() !== '' && { note: note.trim() }),
      }),
    onSuccess: async () => {
      toast({ text: `Edited and approved once: job ${shortId(approval.job.id)}.` })
      onClose()
      onDone()
      await queries.invalidateQueries({ queryKey: ['approvals'] })
    },
  })
  const go = () => {
    if (!changed) return
    if (view !== 'changes') return setView('changes')
    if (grace.isReady()) save.mutate()
  }
  return (
    <Dialog
      title="Edit and approve"
      aside={<span className="text-ink-3">job {shortId(approval.job.id)}</span>}
      wide
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Leave it as it was asked
          </Button>
          <Button
            look="primary"
            changes
            busy={save.isPending || !changed || (view === 'changes' && !grace.ready)}
            onClick={go}
            title={`Sleeps ${GRACE_MS} ms after the changes came on screen`}
          >
            {view === 'changes' ? 'Approve as changed' : 'Show the changes'}
          </Button>
        </>
      }
    >
      <DraftViews<'changes'>
        view={view}
        onView={setView}
        draft={draft}
        onChange={setDraft}
        onUnreadable={setUnreadable}
        form={<JobForm draft={draft} onChange={setDraft} problems={problems} original={original} settled />}
        more={[
          {
            value: 'changes',
            label: `Changes${differences.length > 0 ? ` ${differences.length}` : ''}`,
            content: (
              <div className="flex flex-col gap-4">
                <JobDifferences differences={differences} />
                {preview.data && changed && (
                  <p className="text-ink-2">
                    The approval will be bound to <Hash hash={preview.data.hash} />.
                  </p>
                )}
                <Field label="Why" optional description="Kept in the evidence with your decision.">
                  {(control) => (
                    <TextInput
                      {...control}
                      maxLength={MAX_APPROVAL_NOTE}
                      value={note}
                      onChange={(event) => setNote(event.target.value)}
                    />
                  )}
                </Field>
              </div>
            ),
          },
        ]}
      />
      {preview.error && <ErrorPanel className="mt-4" {...problemOf(preview.error, 'Nothing was decided.')} />}
      {save.error && <ErrorPanel className="mt-4" {...problemOf(save.error, 'Nothing was decided.')} />}
    </Dialog>
  )
}
