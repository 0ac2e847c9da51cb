import { z } from 'zod'
import { jobOriginSchema } from '../dispatch.ts'
import { compatSchema, heldReasonSchema } from '../job.ts'
import { minimumLevelSchema } from '../policy.ts'
import { bodyRefSchema } from './body.ts'

/** The bulk operation a change belongs to; absent where a job was acted on for itself. */
const operation = z.string().max(64).optional()
/** The approval it needs, or has, to run; absent where nobody asks. */
const approval = z.string().max(64).optional()

/** What a job was before, so that an undo can make it that again. `outcome`: whether it showed that of its last run. */
const wasSchema = z.strictObject({
  state: z.enum(['held', 'queued', 'failed', 'cancelled', 'scheduled', 'retrying', 'awaiting_approval']),
  held_reason: heldReasonSchema.nullable(),
  run_at: z.int().nullable(),
  ready_at: z.int().nullable(),
  finished_at: z.int().nullable(),
  attempts: z.int(),
  outcome: z.boolean(),
})
export type JobWas = z.infer<typeof wasSchema>

/** What happened to a job outside its runs. Times inside payloads are integer milliseconds. */
export const jobEvents = {
  'job.enqueued': z.strictObject({
    type: z.string(),
    payload_version: z.int(),
    workspace: z.string(),
    requires: z.array(z.string()),
    lane: z.string(),
    priority: z.int(),
    run_at: z.int().nullable(),
    max_attempts: z.int(),
    compat: compatSchema.nullable(),
    idempotency_key: z.string().nullable(),
    state: z.enum(['queued', 'scheduled', 'awaiting_approval']),
    /** SHA-256 over the canonical job, salted with its body; lets a repeated enqueue be recognised. */
    spec: bodyRefSchema,
    /** Absent where a caller enqueued it. */
    origin: jobOriginSchema.optional(),
    approval,
  }),
  /** It was added with less sandbox than is usual for its policy. */
  'job.sandbox_lowered': z.strictObject({ to: minimumLevelSchema, usual: minimumLevelSchema, why: bodyRefSchema }),
  'job.promoted': z.strictObject({ from: z.enum(['scheduled', 'retrying']) }),
  'job.held': z.strictObject({ reason: heldReasonSchema }),
  'job.requeued': z.strictObject({
    from: z.enum(['held', 'failed', 'cancelled', 'scheduled', 'retrying']),
    /** Attempts that count as used up from now on: none when the operator asked for a retry. */
    attempts: z.int(),
    /** Absent where it could run at once. */
    state: z.literal('awaiting_approval').optional(),
    approval,
    /** Absent in ledgers of versions that could not undo. */
    was: wasSchema.optional(),
    operation,
  }),
  'job.cancel_requested': z.strictObject({ run: z.string(), operation }),
  'job.cancelled': z.strictObject({
    cause: z.enum(['operator', 'kill_switch_drop', 'approval_rejected', 'approval_answered', 'approval_expired']),
    /** What the job says of its end then, as a body because it may quote the operator. */
    message: bodyRefSchema.optional(),
    was: wasSchema.optional(),
    operation,
  }),
  /** An undo made the job what it was. */
  'job.restored': z.strictObject({ from: z.enum(['cancelled', 'queued']), was: wasSchema, operation }),
  'job.priority_set': z.strictObject({
    priority: z.int(),
    was: z.int(),
    operation,
    /** Whether this is the undo of that operation. */
    undo: z.boolean().optional(),
  }),
} as const
