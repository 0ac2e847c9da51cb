import { z } from 'zod'
import { budgetsSchema } from './budgets.ts'
import { dispatchKindSchema, jobOriginSchema } from './dispatch.ts'
import { idSchema, workspaceNameSchema } from './names.ts'
import { minimumLevelSchema, policySchema } from './policy.ts'
import { jobTypeSchema } from './tasks/index.ts'
import { text } from './text.ts'
import { APPROVAL_KINDS, APPROVAL_STATES } from './plain.ts'

/** Longest note beside a decision, in code points. */
export const MAX_APPROVAL_NOTE = 2000
/** How many approvals one act decides about at most. */
export const MAX_APPROVAL_BATCH = 200
/** How many further requests one grant approves at most, and how long it holds at most. */
export const MAX_GRANT_USES = 100
export const MAX_GRANT_MINUTES = 60
/** Grants in force at a time: each request is held against all of them. */
export const MAX_GRANTS = 100
/** How long a request waits where nobody says otherwise. */
export const DEFAULT_APPROVAL_TIMEOUT_S = 86_400

export const approvalStateSchema = z.enum(APPROVAL_STATES).meta({ id: 'ApprovalState' })
export type ApprovalState = z.infer<typeof approvalStateSchema>

export const approvalKindSchema = z.enum(APPROVAL_KINDS).meta({ id: 'ApprovalKind' })
export type ApprovalKind = z.infer<typeof approvalKindSchema>

/** What an unanswered request becomes. */
export const onTimeoutSchema = z.enum(['reject', 'approve'])
export type OnTimeout = z.infer<typeof onTimeoutSchema>

const timeoutSchema = z.int().min(10).max(2_592_000)

/** Which argument lists. Their text is what a shell would be given: `git commit -m 'two words'`. */
export const argvPatternSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('prefix'),
      words: z.array(text(1024)).min(1).max(32).meta({ description: 'The arguments it begins with, each exactly so.' }),
    }),
    z.strictObject({
      kind: z.literal('glob'),
      glob: text(500, 1).meta({ description: 'Its whole text; `*` is any text and `?` any character.' }),
    }),
    z.strictObject({
      kind: z.literal('regex'),
      regex: text(500, 1).meta({ description: 'RE2, found anywhere in its text unless anchored.' }),
    }),
  ])
  .meta({ id: 'ArgvPattern' })
export type ArgvPattern = z.infer<typeof argvPatternSchema>

/** What a rule is about. All that is given must hold, of several values any; without any, it is about everything. */
export const approvalMatchSchema = z
  .strictObject({
    dispatch: z.array(dispatchKindSchema).min(1).max(5).optional().meta({ description: 'What makes the job start.' }),
    schedules: z.array(idSchema).min(1).max(64).optional(),
    types: z.array(jobTypeSchema).min(1).max(32).optional(),
    workspaces: z.array(workspaceNameSchema).min(1).max(64).optional(),
    tools: z
      .array(text(64, 1))
      .min(1)
      .max(32)
      .optional()
      .meta({ description: 'At the start: tools it is made of or allowed; at a step: the tool of that step.' }),
    argv: argvPatternSchema.optional().meta({ description: 'At the start: any of its commands.' }),
    network: z.literal(true).optional().meta({
      description: 'It may reach hosts that it names. A job that asks for the whole network is asked about always.',
    }),
    above: budgetsSchema
      .partial()
      .optional()
      .meta({ description: 'What it may cost: any of its budgets is above this.' }),
    actors: z
      .array(text(64, 1))
      .min(1)
      .max(64)
      .optional()
      .meta({ description: 'Who adds it: `api`, `cli`, an agent; `agent:*` is every actor that begins so.' }),
  })
  .meta({ id: 'ApprovalMatch' })
export type ApprovalMatch = z.infer<typeof approvalMatchSchema>

/** A rule of the operator: which work needs asking, and what becomes of a request that nobody answers. */
export const approvalRuleSpecSchema = z
  .strictObject({
    name: text(100, 1).meta({ title: 'Name' }),
    enabled: z.boolean().default(true),
    at: z
      .enum(['start', 'step'])
      .default('start')
      .meta({ description: 'Before the job starts, or at each step with an effect.' }),
    match: approvalMatchSchema.default({}),
    timeout_s: timeoutSchema.default(DEFAULT_APPROVAL_TIMEOUT_S).meta({ title: 'Expires after', unit: 's' }),
    on_timeout: onTimeoutSchema.default('reject'),
    priority: z.int().min(-100).max(100).default(0).meta({ description: 'Requests with a higher one stand first.' }),
    note: text(500).optional().meta({ description: 'What whoever decides should know.' }),
  })
  .meta({ id: 'ApprovalRuleSpec', title: 'Approval rule' })
export type ApprovalRuleSpec = z.infer<typeof approvalRuleSpecSchema>

export const approvalRuleSchema = z
  .strictObject({
    id: idSchema,
    spec: approvalRuleSpecSchema,
    revision: z.int().min(1).meta({ description: 'Grows with every change; a change names the one it saw.' }),
    changed_at: z.iso.datetime(),
    changed_by: z.string(),
  })
  .meta({ id: 'ApprovalRule' })
export type ApprovalRule = z.infer<typeof approvalRuleSchema>

/** What a job says of approvals itself. It can ask for more than the rules do, never for less. */
export const jobApprovalSchema = z
  .strictObject({
    at: z
      .array(z.enum(['start', 'step']))
      .max(2)
      .default(['start'])
      .meta({
        title: 'Ask at',
        description: 'Its start, each step with an effect, or both. Its start, where none is named.',
      }),
    why: text(500, 1).optional().meta({ title: 'Why', description: 'Shown to whoever decides.' }),
    timeout_s: timeoutSchema.optional().meta({ title: 'Wait at most', unit: 's' }),
    on_timeout: onTimeoutSchema
      .default('reject')
      .meta({ title: 'Without an answer', description: 'Counts where no rule asks as well.' }),
    if_rejected: z
      .enum(['end', 'skip'])
      .default('end')
      .meta({ title: 'If a step is rejected', description: 'End the job, or go on without that step.' }),
  })
  .meta({ id: 'JobApproval', title: 'Approval' })
export type JobApproval = z.infer<typeof jobApprovalSchema>

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

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 of 0-9 a-f')

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
      content: sha256.meta({ description: 'Of the whole job, but for the names it is known by.' }),
      payload: sha256,
      rest: sha256.meta({ description: 'Of the payload without its argument lists.' }),
      terms: sha256.meta({
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
        key: sha256.meta({ description: 'Of tool and arguments: the approval is spent at exactly that step.' }),
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
    hash: sha256.meta({
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
    alike: sha256.meta({ description: 'The same for requests that ask for the same thing of another job.' }),
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
      .strictObject({ hash: sha256, differences: z.array(jobDifferenceSchema) })
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

/** What a grant approves: exactly these facts, and content that is the same or whose commands match. */
export const grantPatternSchema = z
  .strictObject({
    kind: approvalKindSchema,
    type: z.string(),
    workspace: z.string(),
    path: z.string(),
    toolchains: z.array(z.string()),
    floor: minimumLevelSchema.nullable(),
    policy: policySchema.required(),
    budgets: budgetsSchema,
    requires: z.array(z.string()),
    environment: z.array(z.string()),
    secrets: z.array(z.string()),
    attempts: z.int(),
    terms: sha256,
    network: z.boolean(),
    dispatch: dispatchKindSchema,
    schedule: idSchema.nullable(),
    asked_by: z.string(),
    tool: z.string().nullable(),
    content: z.union([
      z.strictObject({ same: sha256 }),
      z.strictObject({ argv: argvPatternSchema, rest: sha256, cwds: z.array(z.string().nullable()) }),
    ]),
  })
  .meta({ id: 'GrantPattern' })
export type GrantPattern = z.infer<typeof grantPatternSchema>

export const grantSchema = z
  .strictObject({
    id: idSchema,
    approval: idSchema.meta({ description: 'The request it was given with.' }),
    state: z.enum(['active', 'used_up', 'expired', 'revoked']),
    pattern: grantPatternSchema,
    uses: z.int().min(1),
    used: z.int().min(0),
    granted_at: z.iso.datetime(),
    granted_by: z.string(),
    expires_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable(),
    ended_by: z.string().nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'Grant' })
export type Grant = z.infer<typeof grantSchema>

/** Why a job would be asked about, for the dry run. */
export const askingSchema = z
  .strictObject({
    reasons: z.array(approvalReasonSchema),
    steps: z.boolean().meta({ description: 'Whether steps of it may be asked about as well.' }),
    grant: idSchema.nullable().meta({ description: 'The grant that would approve it.' }),
  })
  .meta({ id: 'Asking' })
export type Asking = z.infer<typeof askingSchema>
