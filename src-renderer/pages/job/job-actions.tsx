import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { JobDetail } from '#schemas'
import {
  Button,
  buttonClass,
  ErrorPanel,
  IconButton,
  Menu,
  type MenuItem,
  MoreIcon,
  useKeys,
  useToast,
} from '../../components/index.ts'
import { NO_HTTP, useAddresses, useCommand, useRest } from '../../app/index.ts'
import { CancelDialog } from '../jobs/cancel-dialog.tsx'
import { useJobActs } from '../jobs/job-acts.ts'
import { canCancel, canRequeue, canRetry } from '../../facts/index.ts'
import { addCommand, curlCommand, requestJson, showCommand } from './copy-forms.ts'

/** What can be done with a job in its state; one of it is the primary button. */
export function JobActions({ job }: { readonly job: JobDetail }) {
  const acts = useJobActs()
  const toast = useToast()
  const command = useCommand()
  const [menuOpen, setMenuOpen] = useState(false)
  const [cancelling, setCancelling] = useState(false)
  const waits = canRequeue(job.state)
  const retries = canRetry(job.state)
  const addresses = useAddresses()
  const rest = useRest()
  const copy = (what: string, text: string) => {
    void navigator.clipboard.writeText(text)
    toast({ text: `${what} copied` })
  }
  const items: MenuItem[] = [
    { label: 'Copy link', onSelect: () => copy('Link', addresses.job(job.id, location.search)) },
    { label: 'Copy id', onSelect: () => copy('Id', job.id) },
    { label: 'Copy request as JSON', onSelect: () => copy('JSON', requestJson(job)) },
    { label: 'Copy CLI command that shows it', onSelect: () => copy('Command', showCommand(job, command)) },
    { label: 'Copy CLI command that adds it again', onSelect: () => copy('Command', addCommand(job, command)) },
    {
      label: 'Copy as curl',
      onSelect: () => rest !== undefined && copy('curl command', curlCommand(job, rest)),
      disabledReason: rest === undefined ? NO_HTTP : undefined,
    },
    ...(waits ? [{ label: 'Retry', changes: true, apart: true, onSelect: () => void acts.retry(job) }] : []),
    {
      label: 'Cancel…',
      changes: true,
      danger: true,
      apart: true,
      onSelect: () => setCancelling(true),
      disabledReason: canCancel(job.state) ? undefined : 'It has finished.',
    },
  ]
  useKeys([{ keys: 'm', label: 'Actions', run: () => setMenuOpen(true) }])
  const again = (
    <Link
      to="/jobs/new"
      search={{ from: job.id }}
      className={buttonClass(!retries && !canCancel(job.state) ? 'primary' : 'plain')}
    >
      Run again with changes
    </Link>
  )
  return (
    <div className="flex flex-col items-end gap-2">
      <div className="flex flex-wrap items-center justify-end gap-2">
        <Menu
          label="Actions"
          open={menuOpen}
          onOpenChange={setMenuOpen}
          items={items}
          trigger={<IconButton icon={MoreIcon} label="Actions (m)" />}
        />
        {canCancel(job.state) && (
          <Button changes busy={job.cancel_requested && job.state === 'running'} onClick={() => setCancelling(true)}>
            {job.cancel_requested && job.state === 'running' ? 'Stopping…' : 'Cancel…'}
          </Button>
        )}
        {again}
        {retries && (
          <Button
            look="primary"
            changes
            busy={acts.busy}
            onClick={() => void (waits ? acts.requeue(job) : acts.retry(job))}
          >
            {waits ? 'Requeue' : 'Retry'}
          </Button>
        )}
      </div>
      {acts.problem && !cancelling && <ErrorPanel {...acts.problem} className="max-w-96" />}
      {cancelling && (
        <CancelDialog
          jobs={[job]}
          busy={acts.busy}
          problem={acts.problem}
          onClose={() => {
            acts.clearProblem()
            setCancelling(false)
          }}
          onCancel={(jobs) => void acts.cancel(jobs).then((all) => all && setCancelling(false))}
        />
      )}
    </div>
  )
}
