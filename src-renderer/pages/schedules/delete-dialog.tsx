import { useQuery } from '@tanstack/react-query'
import type { Schedule } from '#schemas'
import { formatCount } from '#schemas/format'
import { problemOf, useClient } from '../../app/index.ts'
import { Button, Dialog, ErrorPanel } from '../../components/index.ts'
import { chainQuery } from './queries.ts'
import type { ScheduleActs } from './use-schedule-acts.ts'

interface DeleteDialogProps {
  readonly schedule: Schedule
  readonly remove: ScheduleActs['remove']
  readonly onClose: () => void
  /** After it is gone. */
  readonly onDeleted?: (() => void) | undefined
}

/** Says what goes and what stays, before it is done. */
export function DeleteDialog({ schedule, remove, onClose, onDeleted }: DeleteDialogProps) {
  const { id, name, open_jobs, waiting } = schedule
  const chain = useQuery(chainQuery(useClient(), id)).data
  const children = (chain?.edges ?? [])
    .filter(({ parent }) => parent === id)
    .map(({ child }) => chain?.nodes.find((node) => node.schedule === child)?.name ?? child)
  const jobs = open_jobs.length
  const lines = [
    'It fires no more. Its firings and jobs stay, and so does their evidence.',
    ...(waiting === 0
      ? []
      : [
          waiting === 1
            ? 'One firing waits and is cancelled.'
            : `${formatCount(waiting)} firings wait and are cancelled.`,
        ]),
    ...(jobs === 0
      ? []
      : [jobs === 1 ? 'One job of it is not over and goes on.' : `${jobs} jobs of it are not over and go on.`]),
    ...(children.length === 0
      ? []
      : [
          `${children.join(', ')} ${children.length === 1 ? 'follows' : 'follow'} it and will not fire after it any more.`,
        ]),
  ]
  return (
    <Dialog
      title={`Delete ${name}?`}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Keep it
          </Button>
          <Button
            look="danger"
            changes
            busy={remove.isPending}
            onClick={() =>
              remove.mutate(schedule, {
                onSuccess: () => {
                  onClose()
                  onDeleted?.()
                },
              })
            }
          >
            Delete schedule
          </Button>
        </>
      }
    >
      {remove.isError && <ErrorPanel className="mb-4" {...problemOf(remove.error, 'The schedule is as it was.')} />}
      <ul className="flex flex-col gap-1">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Dialog>
  )
}
