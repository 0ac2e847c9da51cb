import { useNavigate } from '@tanstack/react-router'
import { useCallback, useLayoutEffect, useRef } from 'react'
import type { Job } from '#schemas'
import { Kbd, type MenuItem } from '../../components/index.ts'
import { canCancel, canRequeue, canRetry } from '../../facts/index.ts'

interface RowActions {
  readonly onOpen: (job: Job) => void
  readonly onRetry: (job: Job) => Promise<unknown>
  readonly onRequeue: (job: Job) => Promise<unknown>
  /** Asks before it cancels. */
  readonly onCancel: (jobs: readonly Job[]) => void
  readonly onPriority: (job: Job) => void
  /** Opens the choice of what to copy. */
  readonly onCopy: (job: Job) => void
}

/** The menu of a row: what can be done with its job, and why not. */
export function useRowActions(acts: RowActions): (job: Job) => MenuItem[] {
  const navigate = useNavigate()
  const latest = useRef(acts)
  useLayoutEffect(() => {
    latest.current = acts
  })
  // The same function for good, so that no row is drawn again for it.
  return useCallback(
    (job) => {
      const { onOpen, onRetry, onRequeue, onCancel, onPriority, onCopy } = latest.current
      return [
        { label: 'Open', onSelect: () => onOpen(job), hint: <Kbd keys="Enter" /> },
        {
          label: 'Run again with changes',
          onSelect: () => void navigate({ to: '/jobs/new', search: { from: job.id } }),
        },
        {
          label: 'Retry',
          changes: true,
          onSelect: () => void onRetry(job),
          disabledReason: canRetry(job.state) ? undefined : whyNotQueued(job),
        },
        {
          label: 'Requeue',
          changes: true,
          onSelect: () => void onRequeue(job),
          disabledReason: canRequeue(job.state) ? undefined : whyNotRequeued(job),
        },
        {
          label: 'Priority…',
          changes: true,
          onSelect: () => onPriority(job),
          disabledReason: canCancel(job.state) ? undefined : 'It has finished.',
        },
        { label: 'Copy…', onSelect: () => onCopy(job), hint: <Kbd keys="y" /> },
        {
          label: 'Cancel…',
          changes: true,
          danger: true,
          apart: true,
          onSelect: () => onCancel([job]),
          disabledReason: canCancel(job.state) ? undefined : 'It has finished.',
        },
      ]
    },
    [navigate],
  )
}

function whyNotQueued({ state }: Job): string {
  if (state === 'queued') return 'It is queued.'
  if (state === 'awaiting_approval') return 'It waits for approval.'
  return state === 'running' ? 'It is running.' : 'It succeeded. Run it again with changes instead.'
}

function whyNotRequeued(job: Job): string {
  return canRetry(job.state) ? 'It has ended. Retry it instead.' : whyNotQueued(job)
}
