import type { Job } from '#schemas'
import { shortId } from '#schemas/format'
import type { Problem } from '../../app/index.ts'
import { Button, Dialog, ErrorPanel } from '../../components/index.ts'
import { canCancel } from '../../facts/index.ts'

interface CancelDialogProps {
  readonly jobs: readonly Job[]
  readonly busy: boolean
  readonly problem: Problem | undefined
  readonly onCancel: (jobs: readonly Job[]) => void
  readonly onClose: () => void
}

/** Says what cancelling changes, by outcome, before it is done. */
export function CancelDialog({ jobs, busy, problem, onCancel, onClose }: CancelDialogProps) {
  const able = jobs.filter((job) => canCancel(job.state))
  const [only] = jobs
  const noun =
    jobs.length === 1 && only ? `job ${shortId(only.id)}` : `${able.length} ${able.length === 1 ? 'job' : 'jobs'}`
  return (
    <Dialog
      title={`Cancel ${noun}?`}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Keep {jobs.length === 1 ? 'it' : 'them'}
          </Button>
          <Button look="danger" changes busy={busy} disabled={able.length === 0} onClick={() => onCancel(able)}>
            Cancel {noun}
          </Button>
        </>
      }
    >
      <ul className="flex flex-col gap-1">
        {outcomesOf(jobs).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {problem && <ErrorPanel {...problem} className="mt-3" />}
    </Dialog>
  )
}

/** What becomes of each kind of job, counted. */
export function outcomesOf(jobs: readonly Job[]): string[] {
  const running = jobs.filter((job) => job.state === 'running')
  const finished = jobs.filter((job) => !canCancel(job.state))
  const waiting = jobs.length - running.length - finished.length
  const one = jobs.length === 1
  return [
    ...(waiting > 0
      ? [one ? 'It has not started and will not start.' : `${waiting} ${isAre(waiting)} waiting and will not start.`]
      : []),
    ...(running.length > 0
      ? [
          one
            ? 'It is running and stops at its next step. What it wrote so far is kept.'
            : `${running.length} ${isAre(running.length)} running and ${running.length === 1 ? 'stops' : 'stop'} at the next step. What was written so far is kept.`,
        ]
      : []),
    ...(finished.length > 0 ? [finishedSentence(finished.length, one)] : []),
  ]
}

function finishedSentence(count: number, one: boolean): string {
  if (one) return 'It has finished meanwhile; it stays.'
  return count === 1 ? '1 has finished; it stays.' : `${count} have finished; they stay.`
}

function isAre(count: number): string {
  return count === 1 ? 'is' : 'are'
}
