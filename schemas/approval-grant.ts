import { z } from 'zod'
import { argvPatternSchema } from './approval-rule.ts'
import { approvalKindSchema } from './approval.ts'
import { budgetsSchema } from './budgets.ts'
import { dispatchKindSchema } from './dispatch.ts'
import { idSchema, sha256Schema } from './names.ts'
import { minimumLevelSchema, policySchema } from './policy.ts'

/** How many further requests one grant approves at most, and how long it holds at most. */
export const MAX_GRANT_USES = 100
export const MAX_GRANT_MINUTES = 60
/** Grants in force at a time: each request is held against all of them. */
export const MAX_GRANTS = 100

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
    terms: sha256Schema,
    network: z.boolean(),
    dispatch: dispatchKindSchema,
    schedule: idSchema.nullable(),
    asked_by: z.string(),
    tool: z.string().nullable(),
    content: z.union([
      z.strictObject({ same: sha256Schema }),
      z.strictObject({ argv: argvPatternSchema, rest: sha256Schema, cwds: z.array(z.string().nullable()) }),
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
