import { z } from 'zod'
import { sandboxLevelSchema } from './policy.ts'
import { jobStateSchema } from './job.ts'
import { idSchema, workspaceNameSchema } from './names.ts'
import { artifactSchema, artifactStateSchema, runStateSchema } from './run.ts'

/** What the operator can do with an artifact without touching anything else. */
export const ARTIFACT_ACTS = ['accept', 'reject', 'archive', 'reopen', 'note'] as const
export const artifactActSchema = z.enum(ARTIFACT_ACTS).meta({ id: 'ArtifactAct' })
export type ArtifactAct = z.infer<typeof artifactActSchema>

/** Longest note beside a decision, in UTF-16 units. */
export const MAX_REVIEW_NOTE = 500
/** How many artifacts one call decides about. */
export const MAX_REVIEW_BATCH = 100
/** Largest content that can be promoted to a file, and largest file it can replace. */
export const MAX_PROMOTED_BYTES = 4 * 1024 * 1024

/** Where an artifact is to go. Each kind of target knows what it would create or change, how to do it and how to undo it. */
export const promotionRequestSchema = z
  .discriminatedUnion('target', [
    z.strictObject({
      target: z.literal('workspace_file'),
      workspace: workspaceNameSchema,
      path: z.string().min(1).max(4096).meta({ description: 'Relative to the workspace, with `/`.' }),
    }),
  ])
  .meta({ id: 'PromotionRequest' })
export type PromotionRequest = z.infer<typeof promotionRequestSchema>

/** Some lines of a change. Each begins with a space (kept), `-` (goes), `+` (comes) or `\` (a remark about the end of the file). */
export const diffHunkSchema = z.strictObject({
  old_start: z.int(),
  old_lines: z.int(),
  new_start: z.int(),
  new_lines: z.int(),
  lines: z.array(z.string()),
})
export type DiffHunk = z.infer<typeof diffHunkSchema>

export const lineDiffSchema = z
  .strictObject({
    added: z.int(),
    removed: z.int(),
    hunks: z.array(diffHunkSchema),
    cut: z.boolean().meta({
      description:
        'The two differ in more lines than are shown; the counts are of all. Of many plans asked for at once some come without any lines: ask for one alone.',
    }),
  })
  .meta({ id: 'LineDiff' })
export type LineDiff = z.infer<typeof lineDiffSchema>

/** One thing a promotion creates or changes. */
export const promotionEffectSchema = z
  .strictObject({
    kind: z.literal('workspace_file'),
    act: z.enum(['create', 'change', 'same']).meta({ description: '`same`: the file already holds exactly this.' }),
    workspace: z.string(),
    folder: z.string().meta({ description: 'Folder of the workspace on this machine.' }),
    path: z.string(),
    size_before: z.int().nullable(),
    size_after: z.int(),
    diff: lineDiffSchema,
  })
  .meta({ id: 'PromotionEffect' })
export type PromotionEffect = z.infer<typeof promotionEffectSchema>

/** Everything a promotion would do, bound to how things stood when it was worked out. */
export const promotionPlanSchema = z
  .strictObject({
    id: idSchema,
    revision: z.int(),
    request: promotionRequestSchema,
    effects: z.array(promotionEffectSchema).min(1),
    plan: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 of 0-9 a-f')
      .meta({ description: 'To be given back to promote. Another content, target or folder has another one.' }),
  })
  .meta({ id: 'PromotionPlan' })
export type PromotionPlan = z.infer<typeof promotionPlanSchema>

/** Why nothing was done about one artifact of several. */
export const reviewRefusalSchema = z
  .strictObject({ id: z.string(), code: z.string(), message: z.string(), remedy: z.string() })
  .meta({ id: 'ReviewRefusal' })
export type ReviewRefusal = z.infer<typeof reviewRefusalSchema>

/** An artifact as the caller saw it; one that was decided about meanwhile is refused. */
export const seenArtifactSchema = z.strictObject({
  id: idSchema,
  revision: z.int().min(0).meta({ description: '`revision` of the artifact as it was shown.' }),
})
export type SeenArtifact = z.infer<typeof seenArtifactSchema>

/** `begun` and `undoing` last for moments; after a crash they are settled by looking at what lies there. */
export const PROMOTION_STATES = ['begun', 'applied', 'failed', 'undoing', 'undone'] as const
export const promotionStateSchema = z.enum(PROMOTION_STATES)

export const promotionSchema = z
  .strictObject({
    id: idSchema,
    target: z.string(),
    state: promotionStateSchema,
    workspace: z.string(),
    path: z.string(),
    act: z.enum(['create', 'change', 'same']),
    at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable(),
    by: z.string(),
    problem: z.string().nullable().meta({ description: 'Why it, or its undo, did not happen.' }),
  })
  .meta({ id: 'Promotion' })
export type Promotion = z.infer<typeof promotionSchema>

/** One decision, or one thing that was made of the artifact. */
export const reviewStepSchema = z.strictObject({
  seq: z.int().meta({ description: 'Row of the ledger.' }),
  kind: z.string(),
  at: z.iso.datetime(),
  by: z.string(),
  note: z.string().nullable(),
})
export type ReviewStep = z.infer<typeof reviewStepSchema>

/** Where an artifact comes from: all of it as the ledger has it. */
export const provenanceSchema = z
  .strictObject({
    job: z.strictObject({
      id: idSchema,
      type: z.string(),
      title: z.string(),
      state: jobStateSchema,
      workspace: z.string(),
    }),
    run: z.strictObject({ id: idSchema, number: z.int(), state: runStateSchema, worker: z.string() }),
    inputs: z.array(z.string()).meta({ description: 'What the job was told to read, at most 100.' }),
    inputs_more: z.int().meta({ description: 'How many more there are.' }),
    request_digest: z.string().nullable().meta({ description: 'Salted SHA-256 of what was asked for.' }),
    content_digest: z.string().nullable().meta({ description: 'Salted SHA-256 of the artifact.' }),
    policy_hash: z.string().nullable(),
    budgets_hash: z.string().nullable(),
    sandbox_level: sandboxLevelSchema.nullable(),
    sandbox_reason: z.string().nullable(),
    model_mode: z.string().nullable(),
    created_seq: z.int().nullable().meta({ description: 'Row of the ledger that tells of its making.' }),
  })
  .meta({ id: 'Provenance' })
export type Provenance = z.infer<typeof provenanceSchema>

export const artifactDetailSchema = z
  .strictObject({
    artifact: artifactSchema,
    provenance: provenanceSchema,
    promotions: z.array(promotionSchema),
    history: z.array(reviewStepSchema).meta({ description: 'Its making and the last 200 of what was decided.' }),
    history_more: z.int().meta({ description: 'How many steps were taken between its making and the first of these.' }),
    suggestion: promotionRequestSchema
      .nullable()
      .meta({ description: 'Where it was, or something like it was, promoted last; otherwise a first idea.' }),
  })
  .meta({ id: 'ArtifactDetail' })
export type ArtifactDetail = z.infer<typeof artifactDetailSchema>

export const artifactCountsSchema = z.record(artifactStateSchema, z.int()).meta({ id: 'ArtifactCounts' })
export type ArtifactCounts = z.infer<typeof artifactCountsSchema>
