import { type Approval, type ApprovalDetail, type ApprovalRule, type Grant } from '#schemas'
import { formatDuration, shellCommand, shortId } from '#schemas/format'
import {
  approvalKindTexts,
  approvalReasonText,
  approvalStateTexts,
  argvPatternText,
  requestFacts,
  timeoutWords,
  valueWords,
  voidReasonTexts,
} from '#schemas/texts'
import type { Output } from '../output/output.ts'
import { printableLine } from '../output/printable.ts'
import { fields, table } from '../output/table.ts'
import { describeTime, relativeTime } from '../output/times.ts'
import { typed } from '../typed.ts'
import { historyRows } from './history.ts'

/** A list of approvals, one line each. */
export function approvalRows(approvals: readonly Approval[], nowMs: number, out: Output): string[] {
  return table(
    approvals.map((approval) => [
      approvalWord(approval, out),
      shortId(approval.id),
      approval.kind,
      approval.job.type,
      approval.job.workspace,
      relativeTime(Date.parse(approval.asked_at), nowMs),
      approval.state === 'pending' ? `expires ${relativeTime(Date.parse(approval.expires_at), nowMs)}` : '',
      printableLine(approval.first_command ?? approval.title),
    ]),
    out.width,
  )
}

export function approvalWord({ state }: Pick<Approval, 'state'>, out: Output): string {
  const { word, tone } = approvalStateTexts[state]
  return out.tone(tone, word)
}

/** Exactly what would happen, who asks, and what was decided. */
export function approvalPage(detail: ApprovalDetail, nowMs: number, out: Output): string[] {
  const { approval, snapshot, commands, edit, history } = detail
  return [
    `Approval ${approval.id}: ${approvalWord(approval, out)}`,
    `${approvalKindTexts[approval.kind]} ${shortId(approval.job.id)}, ${approval.job.type}: ${printableLine(approval.title)}`,
    '',
    ...commands.map(({ n, shown, cwd, hidden }) => {
      const where = cwd === null || cwd === '.' ? '' : ` (in ${printableLine(cwd)})`
      const warning = hidden ? `  ${out.tone('bad', 'hidden characters')}` : ''
      return `  ${n}. ${printableLine(shown)}${where}${warning}`
    }),
    ...(commands.length === 0 ? [] : ['']),
    ...fields([
      ...approval.reasons.map((reason): [string, string] => ['Why', printableLine(approvalReasonText(reason))]),
      [
        'Asked',
        `${describeTime(approval.asked_at, nowMs)} by ${printableLine(approval.asked_by)}, ${approval.dispatch}`,
      ],
      ...(snapshot === null ? [] : requestFacts(snapshot, printableLine)),
      ...decisionFields(approval, nowMs),
      ['Hash', approval.hash],
    ]),
    ...(edit === null
      ? []
      : [
          '',
          'Edited before it was approved',
          ...edit.differences.map(
            ({ path, before, after }) =>
              `  ${path}: ${valueWords(before, printableLine)} to ${valueWords(after, printableLine)}`,
          ),
        ]),
    '',
    'History',
    ...historyRows(history, nowMs, out.width),
    ...(approval.state === 'pending'
      ? [
          '',
          `Decide: ${typed(`approvals approve ${shortId(approval.id)}`)} or ${typed(`approvals reject ${shortId(approval.id)}`)}`,
        ]
      : []),
  ]
}

function decisionFields(approval: Approval, nowMs: number): [string, string][] {
  const { state, expires_at, decided_at, decided_by, how, grant, note, void_reason, spent_by } = approval
  if (state === 'pending') return [['Expires', `${describeTime(expires_at, nowMs)}, ${timeoutWords(approval)}`]]
  const by = how === 'grant' ? `the grant ${shortId(grant ?? '')} of ${decided_by}` : (decided_by ?? 'nobody')
  return [
    ...(decided_at === null ? [] : [['Decided', `${describeTime(decided_at, nowMs)} by ${by}`] as [string, string]]),
    ...(note === null ? [] : [['Note', printableLine(note)] as [string, string]]),
    ...(void_reason === null ? [] : [['Void', voidReasonTexts[void_reason]] as [string, string]]),
    ...(spent_by === null ? [] : [['Used by', `run ${shortId(spent_by)}`] as [string, string]]),
  ]
}

/** A list of grants, one line each. */
export function grantRows(grants: readonly Grant[], nowMs: number, out: Output): string[] {
  return table(
    grants.map(({ id, state, used, uses, expires_at, granted_by, pattern }) => [
      state.replaceAll('_', ' '),
      shortId(id),
      `${used} of ${uses}`,
      state === 'active' ? `until ${describeTime(expires_at, nowMs)}` : '',
      granted_by,
      `${pattern.type} in ${pattern.workspace}: ${'same' in pattern.content ? 'the same content' : printableLine(argvPatternText(pattern.content.argv))}`,
    ]),
    out.width,
  )
}

/** A list of rules, one line each. */
export function ruleRows(rules: readonly ApprovalRule[], out: Output): string[] {
  return table(
    rules.map(({ id, spec }) => [
      spec.enabled ? 'on' : 'off',
      shortId(id),
      spec.at === 'start' ? 'before a job starts' : 'before a step',
      `${spec.on_timeout}s after ${formatDuration(spec.timeout_s * 1000)}`,
      printableLine(spec.name),
      printableLine(matchWords(spec.match)),
    ]),
    out.width,
  )
}

function matchWords(match: ApprovalRule['spec']['match']): string {
  const { argv, network, above, ...lists } = match
  const words = [
    ...Object.entries(lists).flatMap(([name, values]) =>
      values === undefined ? [] : [`${name} ${values.join(' or ')}`],
    ),
    ...(argv === undefined
      ? []
      : [argv.kind === 'prefix' ? `begins with ${shellCommand(argv.words)}` : argvPatternText(argv)]),
    ...(network === undefined ? [] : ['names hosts']),
    ...Object.entries(above ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [`${name} above ${value}`])),
  ]
  return words.length === 0 ? 'everything' : words.join(', ')
}
