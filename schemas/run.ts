import { z } from 'zod'
import { usageSchema } from './budgets.ts'
import { outcomeSchema, verdictSchema } from './job.ts'
import { idSchema } from './names.ts'
import { sandboxLevelSchema } from './policy.ts'
import { ARTIFACT_KINDS, ARTIFACT_STATES } from './plain.ts'

export const RUN_STATES = [
  'running',
  'succeeded',
  'failed',
  'timed_out',
  'over_budget',
  'killed',
  'lost',
  'cancelled',
  'suspended',
] as const
export const runStateSchema = z.enum(RUN_STATES).meta({ id: 'RunState' })
export type RunState = z.infer<typeof runStateSchema>

/** What a run says of itself before its first step. Source: DALI run_header, plus the sandbox level. */
export const runHeaderSchema = z
  .strictObject({
    worker_id: z.string().max(64),
    worker_version: z.string().max(64),
    repo_root_resolved: z.string().max(4096),
    validator_mode: z.literal('zod'),
    model_mode: z.enum(['stub', 'live', 'none']),
    api_base: z.string().max(512),
    model_name: z.string().max(128),
    tool_policy_hash: z.string().regex(/^[0-9a-f]{16}$/),
    budgets_hash: z.string().regex(/^[0-9a-f]{16}$/),
    sandbox_level: sandboxLevelSchema,
    sandbox_reason: z.string().max(512),
    node: z.string().max(32),
    platform: z.string().max(64),
  })
  .meta({ id: 'RunHeader' })
export type RunHeader = z.infer<typeof runHeaderSchema>

/** One attempt at a job. */
export const runSchema = z
  .strictObject({
    id: idSchema,
    job_id: idSchema,
    number: z.int().min(1),
    state: runStateSchema,
    worker: z.string(),
    started_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
    waited_ms: z.int().min(0).meta({ description: 'From the moment the job could run until the claim.' }),
    verdict: verdictSchema.nullable(),
    outcome: outcomeSchema.nullable(),
    usage: usageSchema,
    output_bytes_stored: z.int().min(0).meta({ description: 'Bytes that output.read can serve, frames included.' }),
    header: runHeaderSchema.nullable(),
    result: z.unknown().meta({ description: 'Result by the schema of the job type; null when there is none.' }),
  })
  .meta({ id: 'Run' })
export type Run = z.infer<typeof runSchema>

export const artifactStateSchema = z.enum(ARTIFACT_STATES).meta({ id: 'ArtifactState' })
export type ArtifactState = z.infer<typeof artifactStateSchema>

/** Something a run made. Nothing here is trusted before the operator says so. */
export const artifactSchema = z
  .strictObject({
    id: idSchema,
    job_id: idSchema,
    run_id: idSchema,
    kind: z.enum(ARTIFACT_KINDS),
    name: z.string().max(255),
    media_type: z.string().max(128),
    size: z.int().min(0),
    state: artifactStateSchema,
    created_at: z.iso.datetime(),
    workspace: z.string().meta({ description: 'What the job was for.' }),
    revision: z.int().min(0).meta({ description: 'Grows with every decision; a decision names the one it saw.' }),
    undo_to: artifactStateSchema
      .nullable()
      .meta({ description: 'The state that undo goes back to; null: nothing to undo.' }),
    decided_at: z.iso.datetime().nullable(),
    decided_by: z.string().nullable(),
    note: z.string().nullable().meta({ description: 'The reason given with the last decision, or a note.' }),
    busy: z.boolean().meta({ description: 'A promotion of it, or its undo, is under way.' }),
  })
  .meta({ id: 'Artifact' })
export type Artifact = z.infer<typeof artifactSchema>

/** One piece of a run's output as it came. */
export const outputFrameSchema = z
  .strictObject({
    at: z.iso.datetime(),
    stream: z
      .enum(['stdout', 'stderr', 'note'])
      .meta({ description: '`note` is what Interlock itself says in the log.' }),
    text: z.string(),
  })
  .meta({ id: 'OutputFrame' })
export type OutputFrame = z.infer<typeof outputFrameSchema>
export type OutputStream = OutputFrame['stream']
