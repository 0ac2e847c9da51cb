import type { JobCheck } from '#schemas'
import { approvalReasonText } from '#schemas/texts'
import { PageAskIcon } from '../../components/index.ts'

/** That the job will wait for the operator, and why. */
export function AskingNote({
  asking: { reasons, steps, grant },
}: {
  readonly asking: NonNullable<JobCheck['asking']>
}) {
  const why = reasons.map(approvalReasonText).join('; ')
  const words = [
    ...(reasons.length === 0
      ? []
      : [grant === null ? `It will wait for your approval: ${why}.` : `A grant approves it: ${why}.`]),
    ...(steps ? ['Steps of it may wait for your approval as well.'] : []),
  ]
  return (
    <p className="flex items-start gap-2 rounded-lg border border-line bg-surface p-4">
      <PageAskIcon className="mt-0.5 shrink-0 text-ask" />
      <span className="min-w-0 break-words">{words.join(' ')}</span>
    </p>
  )
}
