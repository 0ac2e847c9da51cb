import { z } from 'zod'
import {
  approvalDetailSchema,
  approvalKindSchema,
  approvalSchema,
  approvalSnapshotSchema,
  approvalStateSchema,
  jobDifferenceSchema,
  MAX_APPROVAL_BATCH,
  MAX_APPROVAL_NOTE,
} from '../approval.ts'
import { approvalRuleSchema, approvalRuleSpecSchema, argvPatternSchema } from '../approval-rule.ts'
import { grantPatternSchema, grantSchema, MAX_GRANT_MINUTES, MAX_GRANT_USES } from '../approval-grant.ts'
import { idSchema, workspaceNameSchema } from '../names.ts'
import { jobTypeSchema } from '../tasks/index.ts'
import { text } from '../text.ts'
import { cursorSchema, failsWith, procedure } from './base.ts'

const MAX_PAGE = 200
const SHORT_ID = 'The id may be its last 8 characters, as long as they mean one approval.'

const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be 64 of 0-9 a-f')
  .meta({ description: 'The hash of what you saw.' })
const note = text(MAX_APPROVAL_NOTE).optional().meta({ description: 'Why, for the record.' })
const seen = z.strictObject({ id: idSchema, hash })
const decided = z.strictObject({ approval: approvalSchema })
const decisionFailures = failsWith(
  'approval_not_found',
  'id_ambiguous',
  'approval_stale',
  'approval_decided',
  'approval_expired',
  'approval_changed',
)

/** Which approvals; all given members must match, several values of one member mean any of them. */
export const approvalFilterSchema = z.strictObject({
  state: z.array(approvalStateSchema).max(6).optional(),
  kind: z.array(approvalKindSchema).max(3).optional(),
  type: z.array(jobTypeSchema).max(16).optional(),
  workspace: z.array(workspaceNameSchema).max(16).optional(),
  job: idSchema.optional(),
})
export type ApprovalFilter = z.infer<typeof approvalFilterSchema>

const page = z.strictObject({
  items: z.array(approvalSchema),
  next_cursor: z.string().nullable(),
  head: z.int().meta({ description: 'Ledger sequence number the page was read at.' }),
  pending: z.int().meta({ description: 'How many wait for a decision, whatever the filter.' }),
})
export type ApprovalPage = z.infer<typeof page>

const outcome = z.strictObject({
  done: z.array(approvalSchema),
  refused: z.array(
    z.strictObject({ id: idSchema, code: z.string(), message: z.string(), remedy: z.string(), data: z.unknown() }),
  ),
})
export type ApprovalOutcome = z.infer<typeof outcome>

const argv = argvPatternSchema.optional().meta({
  description: 'Which commands, where they may differ; without it, exactly the same content.',
})

export const approvalsContract = {
  list: procedure('read')
    .route({
      method: 'GET',
      path: '/approvals',
      summary: 'A page of approvals',
      description: 'Those that wait stand by priority, then age; others newest first.',
      tags: ['approvals'],
    })
    .input(
      z.strictObject({
        filter: approvalFilterSchema.optional(),
        cursor: cursorSchema.optional(),
        limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
      }),
    )
    .output(page)
    .errors(failsWith('cursor_unreadable')),
  get: procedure('read')
    .route({
      method: 'GET',
      path: '/approvals/{id}',
      summary: 'Exactly what would happen, and what was decided',
      description: SHORT_ID,
      tags: ['approvals'],
    })
    .input(z.strictObject({ id: idSchema }))
    .output(approvalDetailSchema)
    .errors(failsWith('approval_not_found', 'id_ambiguous')),
  approve: procedure('approve')
    .route({
      method: 'POST',
      path: '/approvals/{id}/approve',
      summary: 'Approve once, exactly what was seen',
      description: 'Asking the same again changes nothing.',
      tags: ['approvals'],
    })
    .input(seen.extend({ note }))
    .output(decided)
    .errors(decisionFailures),
  reject: procedure('approve')
    .route({
      method: 'POST',
      path: '/approvals/{id}/reject',
      summary: 'Reject',
      description: 'The job is cancelled; a step that was asked about is left out where the job says so.',
      tags: ['approvals'],
    })
    .input(seen.extend({ note }))
    .output(decided)
    .errors(decisionFailures),
  answer: procedure('approve')
    .route({
      method: 'POST',
      path: '/approvals/{id}/answer',
      summary: 'Answer with a note instead of yes or no',
      description: 'What was asked does not happen. The note is the reason the job ends with, for whoever added it.',
      tags: ['approvals'],
    })
    .input(seen.extend({ note: text(MAX_APPROVAL_NOTE, 1) }))
    .output(decided)
    .errors(decisionFailures),
  previewEdit: procedure('read')
    .route({
      method: 'POST',
      path: '/approvals/{id}/edit/preview',
      summary: 'What an edited job would do, and in what it differs',
      tags: ['approvals'],
    })
    .input(z.strictObject({ id: idSchema, job: z.record(z.string(), z.unknown()) }))
    .output(z.strictObject({ hash, snapshot: approvalSnapshotSchema, differences: z.array(jobDifferenceSchema) }))
    .errors(
      failsWith(
        'approval_not_found',
        'id_ambiguous',
        'approval_decided',
        'approval_not_editable',
        'approval_edit_refused',
        'sandbox_lowering_unexplained',
        'secret_not_found',
        'secret_in_job',
      ),
    ),
  edit: procedure('approve')
    .route({
      method: 'POST',
      path: '/approvals/{id}/edit',
      summary: 'Change the job and approve what it is then',
      description: 'The whole job as it is to be. Its id, key, type and workspace stay. The difference is recorded.',
      tags: ['approvals'],
    })
    .input(seen.extend({ job: z.record(z.string(), z.unknown()), note }))
    .output(decided)
    .errors({
      ...decisionFailures,
      ...failsWith(
        'approval_not_editable',
        'approval_edit_refused',
        'sandbox_lowering_unexplained',
        'secret_not_found',
        'secret_in_job',
      ),
    }),
  decide: procedure('approve')
    .route({
      method: 'POST',
      path: '/approvals/decide',
      summary: 'Reject several, or approve several that are alike',
      description: 'Each alone: what is refused is named beside what was done.',
      tags: ['approvals'],
    })
    .input(
      z.strictObject({
        items: z.array(seen).min(1).max(MAX_APPROVAL_BATCH),
        act: z.enum(['approve', 'reject']),
        note,
      }),
    )
    .output(outcome)
    .errors(failsWith('approvals_not_alike')),
  previewGrant: procedure('read')
    .route({
      method: 'POST',
      path: '/approvals/{id}/grant/preview',
      summary: 'What a grant would approve, and which earlier requests it would have',
      tags: ['approvals'],
    })
    .input(z.strictObject({ id: idSchema, argv }))
    .output(
      z.strictObject({
        pattern: grantPatternSchema,
        matched: z.array(approvalSchema).meta({ description: 'The last five requests that it matches.' }),
        looked_at: z.int().meta({ description: 'How many requests were held against it, the newest first.' }),
      }),
    )
    .errors(failsWith('approval_not_found', 'id_ambiguous', 'pattern_unreadable', 'grant_too_wide')),
  grant: procedure('approve')
    .route({
      method: 'POST',
      path: '/approvals/{id}/grant',
      summary: 'Approve, and the next that are alike as well',
      tags: ['approvals'],
    })
    .input(
      seen.extend({
        uses: z.int().min(1).max(MAX_GRANT_USES).meta({ description: 'How many further requests it approves.' }),
        minutes: z.int().min(1).max(MAX_GRANT_MINUTES).default(MAX_GRANT_MINUTES),
        argv,
        note,
      }),
    )
    .output(z.strictObject({ approval: approvalSchema, grant: grantSchema }))
    .errors({ ...decisionFailures, ...failsWith('pattern_unreadable', 'grant_too_wide', 'too_many_of_kind') }),
  grants: procedure('read')
    .route({ method: 'GET', path: '/grants', summary: 'Grants, newest first', tags: ['approvals'] })
    .input(
      z.strictObject({
        active: z.union([z.boolean(), z.stringbool()]).default(false).meta({ description: 'Only those in force.' }),
        limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
      }),
    )
    .output(z.array(grantSchema)),
  revokeGrant: procedure('approve')
    .route({ method: 'POST', path: '/grants/{id}/revoke', summary: 'End a grant', tags: ['approvals'] })
    .input(z.strictObject({ id: idSchema, note }))
    .output(grantSchema)
    .errors(failsWith('grant_not_found', 'grant_ended')),
}

const ruleFailures = failsWith('approval_rule_not_found', 'approval_rule_changed')

export const approvalRulesContract = {
  list: procedure('read')
    .route({ method: 'GET', path: '/approval-rules', summary: 'Which work needs asking', tags: ['approvals'] })
    .output(z.array(approvalRuleSchema)),
  set: procedure('policy')
    .route({
      method: 'PUT',
      path: '/approval-rules',
      summary: 'Add a rule, or change one whole',
      description:
        'It holds from the next job that is added or queued again, and from the next step of runs that go on.',
      tags: ['approvals'],
    })
    .input(
      z.strictObject({
        id: idSchema.optional().meta({ description: 'The rule to change; without it, a new one.' }),
        revision: z.int().optional().meta({ description: 'The one you saw, when changing.' }),
        spec: approvalRuleSpecSchema,
      }),
    )
    .output(approvalRuleSchema)
    .errors({ ...ruleFailures, ...failsWith('pattern_unreadable', 'too_many_rules') }),
  remove: procedure('policy')
    .route({ method: 'DELETE', path: '/approval-rules/{id}', summary: 'Remove a rule', tags: ['approvals'] })
    .input(z.strictObject({ id: idSchema, revision: z.coerce.number().int().optional() }))
    .output(z.strictObject({ removed: idSchema }))
    .errors(ruleFailures),
  try: procedure('read')
    .route({
      method: 'POST',
      path: '/approval-rules/try',
      summary: 'Which of the last jobs a rule would have asked about',
      tags: ['approvals'],
    })
    .input(z.strictObject({ spec: approvalRuleSpecSchema }))
    .output(
      z.strictObject({
        jobs: z.array(z.strictObject({ id: idSchema, title: z.string(), type: z.string(), workspace: z.string() })),
        looked_at: z.int(),
      }),
    )
    .errors(failsWith('pattern_unreadable')),
}
