import type { ApprovalKind, ApprovalReason, ApprovalState, VOID_REASONS } from '../approval.ts'
import type { ArgvPattern } from '../approval-rule.ts'
import { shellCommand } from '../format/index.ts'
import type { StateText } from './states.ts'

export const approvalStateTexts: Record<ApprovalState, StateText> = {
  pending: { word: 'Waits for you', tone: 'ask' },
  approved: { word: 'Approved', tone: 'good' },
  rejected: { word: 'Rejected', tone: 'neutral' },
  answered: { word: 'Answered', tone: 'neutral' },
  expired: { word: 'Expired', tone: 'warn' },
  void: { word: 'Void', tone: 'neutral' },
}

export const approvalKindTexts: Record<ApprovalKind, string> = {
  start: 'Start of a job',
  step: 'Step of a run',
  trust: 'Question of a trust gate',
}

export const voidReasonTexts: Record<(typeof VOID_REASONS)[number], string> = {
  changed: 'What would happen changed, so it was asked anew.',
  cancelled: 'The job was cancelled.',
  queued_again: 'The job was queued again.',
  held: 'The job was held.',
  undone: 'What queued the job was undone.',
}

/** Why it is asked, without a period. */
export function approvalReasonText(reason: ApprovalReason): string {
  switch (reason.by) {
    case 'network':
      return 'it asks for all of the network'
    case 'rule':
      return `the rule “${reason.name}”${reason.note === null ? '' : `: ${reason.note}`}`
    case 'job':
      return reason.why === null ? 'the job asks for it' : `the job asks for it: ${reason.why}`
    case 'trust':
      return `a trust gate asks (${reason.code}): ${reason.why}`
  }
}

/** Which commands, in words. */
export function argvPatternText(pattern: ArgvPattern): string {
  switch (pattern.kind) {
    case 'prefix':
      return `commands that begin with ${shellCommand(pattern.words)}`
    case 'glob':
      return `commands like ${pattern.glob}`
    case 'regex':
      return `commands that match /${pattern.regex}/`
  }
}
