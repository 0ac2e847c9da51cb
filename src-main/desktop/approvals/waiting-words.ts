import type { Approval } from '#schemas'
import { formatCount } from '#schemas/format'
import { approvalKindTexts, timeoutWords, typeLabel } from '#schemas/texts'
import { line } from '../dialogs/line.ts'
import type { Notice, Question } from '../dialogs/question.ts'
import { headingOf } from './question.ts'

/** `4 approvals wait for you`. */
export function waitingWords(count: number): string {
  if (count === 0) return 'No approval waits for you'
  return count === 1 ? '1 approval waits for you' : `${formatCount(count)} approvals wait for you`
}

/** One request, without text of the job: a notice stays in lists of the system, and shows on locked screens. */
export function approvalNotice(approval: Approval, clock: (ms: number) => string): Notice {
  const { kind, job, expires_at } = approval
  return {
    title: waitingWords(1),
    body: `${approvalKindTexts[kind]}: ${typeLabel(job.type)} in ${job.workspace}. Expires ${clock(Date.parse(expires_at))}, ${timeoutWords(approval)}.`,
  }
}

export function severalNotice(count: number): Notice {
  return { title: waitingWords(count), body: 'Nothing of them runs until you decide.' }
}

export type ListAct = 'later' | 'each' | 'open' | 'engage'

/** Most requests the list names; the others are counted. */
const NAMED = 10

/** Asks what to do about several that wait; none is decided by it. */
export function waitingQuestion(
  approvals: readonly Approval[],
  waiting: number,
  clock: (ms: number) => string,
): Question & { readonly acts: readonly ListAct[] } {
  const more = waiting - Math.min(approvals.length, NAMED)
  return {
    type: 'question',
    message: waitingWords(waiting),
    detail: [
      ...approvals
        .slice(0, NAMED)
        .map(
          (approval, at) =>
            `${at + 1}. ${headingOf(approval)} in ${line(approval.job.workspace)}, expires ${clock(Date.parse(approval.expires_at))}`,
        ),
      ...(more > 0 ? [`and ${formatCount(more)} more`] : []),
    ].join('\n'),
    buttons: ['Later', 'Decide one by one', 'Open in Interlock', 'Engage kill switch'],
    acts: ['later', 'each', 'open', 'engage'],
    refuse: 0,
    enter: 0,
  }
}
