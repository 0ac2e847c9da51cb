import { z } from 'zod'
import { compatSchema, heldReasonSchema } from '../job.ts'
import { bodyRefSchema } from './body.ts'

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
    state: z.enum(['queued', 'scheduled']),
    /** SHA-256 over the canonical job, salted with its body; lets a repeated enqueue be recognised. */
    spec: bodyRefSchema,
  }),
  'job.promoted': z.strictObject({ from: z.enum(['scheduled', 'retrying']) }),
  'job.held': z.strictObject({ reason: heldReasonSchema }),
  'job.requeued': z.strictObject({
    from: z.enum(['held', 'failed', 'cancelled', 'scheduled', 'retrying']),
    /** Attempts that count as used up from now on: none when the operator asked for a retry. */
    attempts: z.int(),
  }),
  'job.cancel_requested': z.strictObject({ run: z.string() }),
  'job.cancelled': z.strictObject({ cause: z.enum(['operator', 'kill_switch_drop']) }),
} as const
