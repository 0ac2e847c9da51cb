import { z } from 'zod'
import { budgetsSchema } from './budgets.ts'
import { dispatchKindSchema } from './dispatch.ts'
import { idSchema, workspaceNameSchema } from './names.ts'
import { jobTypeSchema } from './tasks/index.ts'
import { text } from './text.ts'

/** How long a request waits where nobody says otherwise. */
export const DEFAULT_APPROVAL_TIMEOUT_S = 86_400

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
