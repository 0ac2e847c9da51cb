import type { Approval, ApprovalDetail, ApprovalSnapshot } from '#schemas'
import { formatCount, shortId } from '#schemas/format'
import {
  approvalKindTexts,
  approvalReasonText,
  changesSince,
  requestFacts,
  timeoutWords,
  typeLabel,
  valueWords,
} from '#schemas/texts'
import { line } from '../dialogs/line.ts'
import type { Question } from '../dialogs/question.ts'

/** What an answer means. Whatever else it is, the first one is the refusal: Enter, Escape and closing mean it too. */
export type ApprovalAct = 'reject' | 'later' | 'approve' | 'open' | 'engage'

export interface ApprovalQuestion extends Question {
  readonly acts: readonly ApprovalAct[]
}

/** What a question of the system shows whole on a small screen. It cannot be scrolled, so more is never approved in one. */
const MOST_LINES = 36
const MOST_LINE = 300
const MOST_TEXT = 3000

const WIDE = 90

export interface AskedAbout {
  readonly detail: ApprovalDetail
  /** What was asked before, where this stands in its place. */
  readonly before: ApprovalSnapshot | null
  /** A moment as people read it here. */
  readonly clock: (ms: number) => string
}

/** Exactly what would happen, with buttons. What does not fit whole cannot be approved here. */
export function approvalQuestion({ detail, before, clock }: AskedAbout): ApprovalQuestion {
  const { approval, snapshot } = detail
  const lines = requestLines(detail, before, clock)
  const isWhole = snapshot !== null && fits(lines)
  const acts: ApprovalAct[] = ['reject', 'later', ...(isWhole ? ['approve' as const] : []), 'open', 'engage']
  return {
    type: 'question',
    message: `${headingOf(approval)}: approve it?`,
    detail: isWhole ? lines.join('\n') : shortened(detail, lines, clock).join('\n'),
    buttons: acts.map((act) => LABELS[act]),
    acts,
    refuse: 0,
    enter: 0,
  }
}

const LABELS: Record<ApprovalAct, string> = {
  reject: 'Reject',
  later: 'Later',
  approve: 'Approve once',
  open: 'Open in Interlock',
  engage: 'Engage kill switch',
}

function requestLines(detail: ApprovalDetail, before: ApprovalSnapshot | null, clock: AskedAbout['clock']): string[] {
  const { approval, snapshot, commands } = detail
  const changes = before === null || snapshot === null ? [] : changesSince(before, snapshot)
  return [
    ...(line(approval.title) === typeLabel(approval.job.type) ? [] : [line(approval.title), '']),
    ...commands.map(({ n, shown, cwd, hidden }) => {
      const where = cwd === null || cwd === '.' ? '' : ` (in ${line(cwd)})`
      return `${n}. ${line(shown)}${where}${hidden ? ' — holds characters that show nothing' : ''}`
    }),
    ...(commands.length === 0 ? [] : ['']),
    ...(snapshot === null ? [] : requestFacts(snapshot, line).map(([name, words]) => `${name}: ${words}`)),
    ...approval.reasons.map((reason) => `Why: ${line(approvalReasonText(reason))}`),
    `Asked: ${clock(Date.parse(approval.asked_at))} by ${line(approval.asked_by)}, ${approval.dispatch}`,
    `Expires: ${clock(Date.parse(approval.expires_at))}, ${timeoutWords(approval)}`,
    ...(changes.length === 0
      ? []
      : [
          '',
          'Changed since it was asked before',
          ...changes.map(
            ({ path, before: was, after: is }) => `${line(path)}: ${valueWords(was, line)} to ${valueWords(is, line)}`,
          ),
        ]),
    '',
    `Bound to ${approval.hash}, one use.`,
  ]
}

function fits(lines: readonly string[]): boolean {
  const rows = lines.reduce((sum, text) => sum + Math.max(1, Math.ceil(text.length / WIDE)), 0)
  const length = lines.reduce((sum, text) => sum + text.length, 0)
  return rows <= MOST_LINES && length <= MOST_TEXT && lines.every((text) => text.length <= MOST_LINE)
}

/** What stands in place of a request that cannot be shown whole: never part of it, which would read as all. */
function shortened({ approval, snapshot }: ApprovalDetail, lines: readonly string[], clock: AskedAbout['clock']) {
  if (snapshot === null)
    return ['What was asked cannot be read any more: somebody wrote to it. It can only be rejected.']
  const commands = `${formatCount(approval.commands)} ${approval.commands === 1 ? 'command' : 'commands'}`
  return [
    `This request is too long for this question: ${approval.commands === 0 ? '' : `${commands}, `}${formatCount(lines.length)} lines.`,
    'Open it in Interlock to read it whole and to approve it there. Rejecting works here as well.',
    '',
    `Expires: ${clock(Date.parse(approval.expires_at))}, ${timeoutWords(approval)}`,
  ]
}

/** `Start of a job, Commands a1b2c3d4`. */
export function headingOf({ kind, job }: Pick<Approval, 'kind' | 'job'>): string {
  return `${approvalKindTexts[kind]}, ${typeLabel(job.type)} ${shortId(job.id)}`
}
