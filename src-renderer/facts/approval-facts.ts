import type { EventRecord } from '#schemas'
import { formatCount, shortId } from '#schemas/format'
import { approvalKindTexts, voidReasonTexts } from '#schemas/texts'
import { payloadOf } from './event-payload.ts'

const ASKED_BY = { rule: 'a rule', network: 'the network', job: 'the job itself', trust: 'a trust gate' } as const
const DECIDED = { operator: '', timeout: 'nobody decided in time', grant: 'by a grant' } as const

/** What the operator was asked, and what was decided. */
export function approvalFacts(event: EventRecord): string | undefined {
  const asked = payloadOf(event, 'approval.asked')
  if (asked) {
    const why = [...new Set(asked.reasons)].map((reason) => ASKED_BY[reason]).join(', ')
    return `${approvalKindTexts[asked.kind].toLowerCase()}, by ${why}`
  }
  const approved = payloadOf(event, 'approval.approved')
  if (approved) return DECIDED[approved.how]
  const dropped = payloadOf(event, 'approval.void')
  if (dropped) return voidReasonTexts[dropped.why]
  const spent = payloadOf(event, 'approval.spent')
  if (spent) return spent.step === null ? '' : `step ${formatCount(spent.step)}`
  const given = payloadOf(event, 'grant.given')
  if (given) return `the next ${formatCount(given.uses)} that are alike`
  const used = payloadOf(event, 'grant.used')
  if (used) return `${formatCount(used.used)} so far`
  const ended = payloadOf(event, 'grant.ended')
  if (ended) return ended.why.replaceAll('_', ' ')
  const rule = payloadOf(event, 'approval_rule.set') ?? payloadOf(event, 'approval_rule.removed')
  return rule && `${shortId(rule.rule)}, revision ${rule.revision}`
}
