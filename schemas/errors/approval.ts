import { z } from 'zod'
import { errorKind } from './define.ts'

/** Failures of deciding about approvals, and of the rules that ask for them. */
export const approvalErrors = {
  approval_not_found: errorKind({
    status: 404,
    data: z.strictObject({ id: z.string() }),
    sentence: ({ id }) => `There is no approval ${id}.`,
    remedy: () => 'List the approvals to find its id; the last 8 characters are enough for the command line.',
  }),
  approval_stale: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), seen: z.string(), hash: z.string() }),
    sentence: ({ id, seen, hash }) =>
      `The approval ${id} is about ${hash.slice(0, 12)}…, and you decided about ${seen.slice(0, 12)}….`,
    remedy: () => 'Nothing changed. Look at what is asked now and decide again.',
  }),
  approval_decided: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), state: z.string(), by: z.string().nullable() }),
    sentence: ({ id, state, by }) => `The approval ${id} is ${state} already${by === null ? '' : `, by ${by}`}.`,
    remedy: () => 'Nothing changed. Queue its job again to be asked anew.',
  }),
  approval_expired: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), expired_at: z.string() }),
    sentence: ({ id, expired_at }) => `The approval ${id} expired at ${expired_at}.`,
    remedy: () => 'Nothing was approved. Queue its job again to be asked anew.',
  }),
  approval_changed: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), next: z.string() }),
    sentence: ({ id }) => `What approval ${id} asked for is not what would happen now, so it is void.`,
    remedy: ({ next }) => `Nothing was approved. Approval ${next} asks for what would happen now.`,
  }),
  approval_not_editable: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), kind: z.string() }),
    sentence: ({ kind }) => `Only a job that has not started can be edited, and this is about a ${kind} of one.`,
    remedy: () => 'Approve it, reject it, or answer with what should be done instead.',
  }),
  approval_edit_refused: errorKind({
    status: 422,
    data: z.strictObject({ field: z.string() }),
    sentence: ({ field }) => `An edit cannot change ${field}: it would be another job.`,
    remedy: () => 'Nothing changed. Reject this one and add the other job.',
  }),
  approvals_not_alike: errorKind({
    status: 422,
    data: z.strictObject({ kinds: z.int() }),
    sentence: ({ kinds }) =>
      `These requests ask for ${kinds} different things, and only alike ones are approved at once.`,
    remedy: () => 'Nothing was decided. Approve each for itself, or choose those that are alike.',
  }),
  grant_not_found: errorKind({
    status: 404,
    data: z.strictObject({ id: z.string() }),
    sentence: ({ id }) => `There is no grant ${id}.`,
    remedy: () => 'List the grants to find its id.',
  }),
  grant_ended: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), state: z.string() }),
    sentence: ({ id, state }) => `The grant ${id} is ${state.replaceAll('_', ' ')} already.`,
    remedy: () => 'Nothing changed.',
  }),
  grant_too_wide: errorKind({
    status: 422,
    data: z.strictObject({ why: z.string() }),
    sentence: ({ why }) => `This grant cannot be given: ${why}.`,
    remedy: () => 'Nothing was approved. Choose a pattern that this request matches.',
  }),
  approval_rule_not_found: errorKind({
    status: 404,
    data: z.strictObject({ id: z.string() }),
    sentence: ({ id }) => `There is no approval rule ${id}.`,
    remedy: () => 'List the rules to find its id.',
  }),
  approval_rule_changed: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), seen: z.int(), revision: z.int() }),
    sentence: ({ id, seen, revision }) =>
      `The rule ${id} is at revision ${revision}, and you changed revision ${seen}.`,
    remedy: () => 'Nothing changed. Look at the rule again.',
  }),
  too_many_rules: errorKind({
    status: 422,
    data: z.strictObject({ limit: z.int() }),
    sentence: ({ limit }) => `There are ${limit} approval rules, and each job is held against all of them.`,
    remedy: () => 'Nothing changed. Remove one that is not needed.',
  }),
} as const
