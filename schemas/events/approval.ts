import { z } from 'zod'
import { approvalKindSchema, VOID_REASONS } from '../approval.ts'
import { onTimeoutSchema } from '../approval-rule.ts'
import { bodyRefSchema } from './body.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const note = bodyRefSchema.nullable()
/** What became of the job in the same transaction; null where it waits for something else. */
const job_state = z.enum(['queued', 'scheduled']).nullable()

/** What was asked and what the operator, a grant or time decided. */
export const approvalEvents = {
  'approval.asked': z.strictObject({
    approval: z.string(),
    kind: approvalKindSchema,
    hash: sha256,
    /** Canonical JSON of exactly what would happen, whose SHA-256 is `hash`. */
    snapshot: bodyRefSchema,
    alike: sha256,
    /** Of tool and arguments; null where it is about the start of a job. */
    key: sha256.nullable(),
    reasons: z.array(z.enum(['rule', 'network', 'job', 'trust'])),
    rules: z.array(z.string()),
    priority: z.int(),
    expires_at: z.int(),
    on_timeout: onTimeoutSchema,
    /** Where the run that was suspended goes on. */
    continuation: bodyRefSchema.nullable(),
    replaces: z.string().nullable(),
    /** What the job became by it, where no other event says so. */
    job_state: z.literal('awaiting_approval').nullable(),
  }),
  'approval.approved': z.strictObject({
    approval: z.string(),
    hash: sha256,
    how: z.enum(['operator', 'timeout', 'grant']),
    grant: z.string().nullable(),
    note,
    job_state,
  }),
  /** Approved as the operator changed it: `to` is the hash of what is approved. */
  'approval.edited': z.strictObject({
    approval: z.string(),
    from: sha256,
    to: sha256,
    snapshot: bodyRefSchema,
    alike: sha256,
    spec: bodyRefSchema,
    differences: bodyRefSchema,
    note,
    job_state,
    lane: z.string(),
    requires: z.array(z.string()),
    priority: z.int(),
    max_attempts: z.int(),
    run_at: z.int().nullable(),
  }),
  'approval.rejected': z.strictObject({ approval: z.string(), hash: sha256, note, job_state }),
  /** Neither yes nor no: what was asked does not happen, and the note says what should. */
  'approval.answered': z.strictObject({ approval: z.string(), hash: sha256, note: bodyRefSchema, job_state }),
  'approval.expired': z.strictObject({ approval: z.string(), hash: sha256, job_state }),
  'approval.void': z.strictObject({ approval: z.string(), why: z.enum(VOID_REASONS) }),
  /** Used: no other run and no other step can use it. */
  'approval.spent': z.strictObject({ approval: z.string(), run: z.string(), step: z.int().nullable() }),
  'grant.given': z.strictObject({
    grant: z.string(),
    approval: z.string(),
    pattern: bodyRefSchema,
    uses: z.int(),
    expires_at: z.int(),
    note,
  }),
  'grant.used': z.strictObject({ grant: z.string(), approval: z.string(), used: z.int() }),
  'grant.ended': z.strictObject({ grant: z.string(), why: z.enum(['used_up', 'expired', 'revoked']), note }),
  'approval_rule.set': z.strictObject({ rule: z.string(), revision: z.int(), spec: bodyRefSchema }),
  'approval_rule.removed': z.strictObject({ rule: z.string(), revision: z.int() }),
} as const
