import { z } from 'zod'
import { bodyRefSchema } from './body.ts'

/** What a run did, step by step, as its worker reported it. Bodies hold what the job wrote or named. */
export const stepEvents = {
  'path.rejected': z.strictObject({ reason: z.string().max(64), body: bodyRefSchema.nullable() }),
  'tool.called': z.strictObject({
    step: z.int(),
    tool: z.string().max(64),
    timeout_ms: z.int().nullable(),
    body: bodyRefSchema.nullable(),
  }),
  'tool.returned': z.strictObject({
    step: z.int(),
    tool: z.string().max(64),
    duration_ms: z.int(),
    exit_code: z.int().nullable(),
    signal: z.string().max(32).nullable(),
    timed_out: z.boolean(),
    stdout_bytes: z.int(),
    stderr_bytes: z.int(),
    stdout_truncated: z.boolean(),
    stderr_truncated: z.boolean(),
    error: z.string().max(64).nullable(),
    body: bodyRefSchema.nullable(),
  }),
  'step.done': z.strictObject({
    step: z.int(),
    name: z.string().max(64),
    items: z.int(),
    bytes: z.int(),
    duration_ms: z.int(),
  }),
  'model.request_summary': z.strictObject({
    invoked: z.boolean(),
    reason: z.string().max(128),
    input_count: z.int(),
    max_input_bytes: z.int(),
  }),
  'output.chunk': z.strictObject({
    /** Id of the body these bytes are part of, which `run.finished` names when it is whole. */
    output: z.string().max(64),
    offset: z.int(),
    length: z.int(),
    /** SHA-256 over the run's output salt and these bytes of the spool. */
    digest: z.string().regex(/^[0-9a-f]{64}$/),
  }),
} as const

/** The kinds a worker may report; the core makes `output.chunk` itself from what it stored. */
export const REPORTED_STEP_KINDS = [
  'path.rejected',
  'tool.called',
  'tool.returned',
  'step.done',
  'model.request_summary',
] as const
