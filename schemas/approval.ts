import { z } from 'zod'
import { onTimeoutSchema } from './approval-rule.ts'
import { budgetsSchema } from './budgets.ts'
import { dispatchKindSchema, jobOriginSchema } from './dispatch.ts'
import { idSchema, sha256Schema } from './names.ts'
import { APPROVAL_KINDS, APPROVAL_STATES } from './plain.ts'
import { minimumLevelSchema, policySchema } from './policy.ts'

/** Longest note beside a decision, in code points. */
export const MAX_APPROVAL_NOTE = 2000
/** How many approvals one act decides about at most. */
export const MAX_APPROVAL_BATCH = 200

export const approvalStateSchema = z.enum(APPROVAL_STATES).meta({ id: 'ApprovalState' })
export type ApprovalState = z.infer<typeof approvalStateSchema>

export const approvalKindSchema = z.enum(APPROVAL_KINDS).meta({ id: 'ApprovalKind' })
export type ApprovalKind = z.infer<typeof approvalKindSchema>

/** Why it is asked. */
export const approvalReasonSchema = z
  .discriminatedUnion('by', [
    z.strictObject({ by: z.literal('rule'), rule: idSchema, name: z.string(), note: z.string().nullable() }),
    z.strictObject({ by: z.literal('network') }),
    z.strictObject({ by: z.literal('job'), why: z.string().nullable() }),
    z.strictObject({ by: z.literal('trust'), code: z.string().max(64), why: z.string().max(2000) }),
  ])
  .meta({ id: 'ApprovalReason' })
export type ApprovalReason = z.infer<typeof approvalReasonSchema>

const commandSchema = z.strictObject({
  n: z.int().min(1),
  argv: z.array(z.string()),
  cwd: z.string().nullable().meta({ description: 'Below the workspace; null where the job names none.' }),
})

/**
 * Exactly what would happen. Its canonical JSON is what an approval's hash is of, so that an approval is of this and of nothing
 * else. It holds names of variables and secrets, never values.
 */
export const approvalSnapshotSchema = z
  .strictObject({
    v: z.literal(1),
    kind: approvalKindSchema,
    job: z.strictObject({
      id: idSchema,
      type: z.string(),
      title: z.string(),
      origin: jobOriginSchema.nullable(),
      content: sha256Schema.meta({ description: 'Of the whole job, but for the names it is known by.' }),
      payload: sha256Schema,
      rest: sha256Schema.meta({ description: 'Of the payload without its argument lists.' }),
      terms: sha256Schema.meta({
        description: 'Of what else it says of how it runs: trust, retries, replay, delivery, compatibility.',
      }),
    }),
    commands: z.array(commandSchema),
    inputs: z.unknown().meta({ description: 'What else the payload says, without values of variables.' }),
    workspace: z.strictObject({
      name: z.string(),
      path: z.string(),
      toolchains: z.array(z.string()),
      floor: minimumLevelSchema.nullable(),
    }),
    policy: policySchema.required(),
    budgets: budgetsSchema,
    requires: z.array(z.string()),
    environment: z.array(z.string()).meta({ description: 'Names of variables it is given.' }),
    secrets: z.array(z.string()).meta({ description: 'Names of secrets it is given.' }),
    network: z.strictObject({ full: z.boolean(), hosts: z.array(z.string()) }),
    attempts: z
      .int()
      .min(1)
      .meta({ description: 'Runs that this one approval covers, where earlier ones are lost or fail.' }),
    step: z
      .strictObject({
        run: idSchema,
        tool: z.string(),
        args: z.unknown(),
        key: sha256Schema.meta({ description: 'Of tool and arguments: the approval is spent at exactly that step.' }),
      })
      .nullable(),
    if_rejected: z.enum(['job_cancelled', 'step_skipped']),
    asked: z.strictObject({
      by: z.string().meta({ description: 'The actor that added the job or queued it again.' }),
      dispatch: dispatchKindSchema,
      reasons: z.array(approvalReasonSchema).min(1),
    }),
  })
  .meta({ id: 'ApprovalSnapshot' })
export type ApprovalSnapshot = z.infer<typeof approvalSnapshotSchema>

export const VOID_REASONS = ['changed', 'cancelled', 'queued_again', 'held', 'undone'] as const

/** One request and what became of it. */
export const approvalSchema = z
  .strictObject({
    id: idSchema,
    seq: z.int(),
    kind: approvalKindSchema,
    state: approvalStateSchema,
    hash: sha256Schema.meta({
      description: 'Of what was asked. A decision names it, so that nobody decides about something else.',
    }),
    title: z.string(),
    job: z.strictObject({
      id: idSchema,
      title: z.string(),
      type: z.string(),
      workspace: z.string(),
      state: z.string(),
    }),
    run: idSchema.nullable().meta({ description: 'The run that was suspended for it.' }),
    tool: z.string().nullable(),
    commands: z.int().min(0),
    first_command: z.string().nullable().meta({ description: 'As it would be typed, hidden characters made visible.' }),
    hidden: z
      .boolean()
      .meta({ description: 'Whether arguments hold characters that show nothing or turn the text around.' }),
    network: z.boolean(),
    attempts: z.int(),
    reasons: z.array(approvalReasonSchema),
    dispatch: dispatchKindSchema,
    asked_by: z.string(),
    asked_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
    on_timeout: onTimeoutSchema,
    priority: z.int(),
    alike: sha256Schema.meta({ description: 'The same for requests that ask for the same thing of another job.' }),
    decided_at: z.iso.datetime().nullable(),
    decided_by: z.string().nullable(),
    how: z.enum(['operator', 'timeout', 'grant']).nullable(),
    note: z.string().nullable(),
    grant: idSchema.nullable().meta({ description: 'The grant that approved it.' }),
    edited: z.boolean(),
    void_reason: z.enum(VOID_REASONS).nullable(),
    replaces: idSchema.nullable().meta({ description: 'The request in whose place it was asked.' }),
    spent_at: z.iso.datetime().nullable(),
    spent_by: idSchema.nullable().meta({ description: 'The run that used it.' }),
  })
  .meta({ id: 'Approval' })
export type Approval = z.infer<typeof approvalSchema>

/** One difference between what was asked and what was approved. */
export const jobDifferenceSchema = z
  .strictObject({
    path: z.string().meta({ description: 'As in `payload.commands.0.2`.' }),
    before: z.unknown().meta({ description: 'Null where there was nothing.' }),
    after: z.unknown(),
  })
  .meta({ id: 'JobDifference' })
export type JobDifference = z.infer<typeof jobDifferenceSchema>

export const approvalDetailSchema = z
  .strictObject({
    approval: approvalSchema,
    snapshot: approvalSnapshotSchema.nullable().meta({ description: 'Null where somebody wrote to it.' }),
    commands: z.array(
      commandSchema.extend({
        shown: z.string().meta({ description: 'As it would be typed, hidden characters made visible as `\\u{…}`.' }),
        hidden: z.boolean(),
      }),
    ),
    editable: z.boolean(),
    spec: z.record(z.string(), z.unknown()).nullable().meta({ description: 'The job, as it can be edited.' }),
    edit: z
      .strictObject({ hash: sha256Schema, differences: z.array(jobDifferenceSchema) })
      .nullable()
      .meta({ description: 'What the operator changed before approving.' }),
    history: z.array(
      z.strictObject({
        seq: z.int(),
        at: z.iso.datetime(),
        kind: z.string(),
        by: z.string(),
        note: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'ApprovalDetail' })
export type ApprovalDetail = z.infer<typeof approvalDetailSchema>

/** Why a job would be asked about, for the dry run. */
export const askingSchema = z
  .strictObject({
    reasons: z.array(approvalReasonSchema),
    steps: z.boolean().meta({ description: 'Whether steps of it may be asked about as well.' }),
    grant: idSchema.nullable().meta({ description: 'The grant that would approve it.' }),
  })
  .meta({ id: 'Asking' })
export type Asking = z.infer<typeof askingSchema>
