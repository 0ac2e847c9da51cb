import { z } from 'zod'
import { usageSchema } from '../budgets.ts'
import { heldReasonSchema, verdictSchema } from '../job.ts'
import { runHeaderSchema, runStateSchema } from '../run.ts'
import { bodyRefSchema } from './body.ts'

/** What happened to a run as a whole. */
export const runEvents = {
  'run.claimed': z.strictObject({
    worker: z.string(),
    number: z.int(),
    /** Fencing token: grows with every claim of the core; a message with another one changes nothing. */
    token: z.int(),
    lease_ms: z.int(),
    ready_at: z.int(),
  }),
  'run.header': runHeaderSchema,
  'run.stop_requested': z.strictObject({
    reason: z.enum(['cancel', 'kill_switch', 'shutdown', 'budget']),
    hard: z.boolean(),
  }),
  'run.late_message': z.strictObject({ message: z.string().max(32), token: z.int(), current: z.int().nullable() }),
  'run.finished': z.strictObject({
    state: runStateSchema,
    code: z.string().max(64).nullable(),
    /** The sentence for `code`, as a body because it may quote the job. */
    message: bodyRefSchema.nullable(),
    result: bodyRefSchema.nullable(),
    output: bodyRefSchema.nullable(),
    verdict: verdictSchema.nullable(),
    usage: usageSchema,
    artifacts: z.array(z.string()),
    /** What became of the job in the same transaction. */
    job_state: z.enum(['succeeded', 'failed', 'cancelled', 'queued', 'retrying', 'held', 'awaiting_approval']),
    held_reason: heldReasonSchema.nullable(),
    retry_at: z.int().nullable(),
    attempt_used: z.boolean(),
  }),
  'artifact.created': z.strictObject({
    artifact: z.string(),
    kind: z.string(),
    media_type: z.string(),
    name: bodyRefSchema,
    body: bodyRefSchema,
  }),
} as const
