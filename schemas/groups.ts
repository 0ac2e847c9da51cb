import { z } from 'zod'
import { agentNameSchema, partySchema } from './agents.ts'
import { aliasNameSchema } from './delivery.ts'
import { idSchema } from './names.ts'
import { text } from './text.ts'

export const groupStateSchema = z.enum(['active', 'completed', 'failed', 'timed_out']).meta({
  id: 'GroupState',
  description: '`completed`: all members were. `failed`: one failed. `timed_out`: none failed, but one fell silent.',
})
export type GroupState = z.infer<typeof groupStateSchema>

export const memberStateSchema = z.enum(['pending', 'running', 'completed', 'failed', 'dead']).meta({
  id: 'MemberState',
  description: '`dead`: the time of the group was over, and it had not been heard of lately.',
})
export type MemberState = z.infer<typeof memberStateSchema>

const memberName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'must be 1 to 63 of A-Z a-z 0-9 . _ -, starting with a letter or digit')

export const MAX_MEMBERS = 100

export const groupInputSchema = z
  .strictObject({
    name: text(200, 1),
    members: z
      .array(
        z.strictObject({
          name: memberName.meta({ description: 'A member that is an agent of this name is steered when it is stuck.' }),
          job: idSchema.optional().meta({ description: 'The member is this job: its end is that of the member.' }),
        }),
      )
      .min(1)
      .max(MAX_MEMBERS)
      .refine((members) => new Set(members.map(({ name }) => name)).size === members.length, {
        params: { rule: 'same_name' },
      }),
    timeout_s: z.int().min(1).max(2_592_000).default(600),
    stuck_after_s: z.int().min(1).max(2_592_000).default(2700).meta({
      description: 'A running member that was not heard of for so long is steered once, then the alias is told once.',
    }),
    deliver_to: aliasNameSchema
      .default('inbox')
      .meta({ description: 'Alias that is told of the end and of stuck members.' }),
  })
  .meta({ id: 'GroupInput' })
export type GroupInput = z.infer<typeof groupInputSchema>

export const groupMemberSchema = z
  .strictObject({
    name: memberName,
    job: idSchema.nullable(),
    state: memberStateSchema,
    note: z.string().nullable(),
    changed_at: z.iso.datetime(),
    last_seen_at: z.iso.datetime().nullable(),
    steered_at: z.iso.datetime().nullable(),
    alerted_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'GroupMember' })
export type GroupMember = z.infer<typeof groupMemberSchema>

export const groupSchema = z
  .strictObject({
    id: idSchema,
    seq: z.int(),
    name: z.string(),
    actor: z.string(),
    state: groupStateSchema,
    timeout_s: z.int(),
    stuck_after_s: z.int(),
    deliver_to: aliasNameSchema,
    created_at: z.iso.datetime(),
    deadline: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable(),
    members: z.array(groupMemberSchema),
  })
  .meta({ id: 'TaskGroup' })
export type TaskGroup = z.infer<typeof groupSchema>

export const heartbeatSchema = z
  .strictObject({
    group: idSchema,
    member: memberName,
    state: z.enum(['running', 'completed', 'failed']).default('running'),
    note: text(2000).optional(),
  })
  .meta({ id: 'Heartbeat' })
export type Heartbeat = z.infer<typeof heartbeatSchema>

export const teamTaskStateSchema = z.enum(['open', 'blocked', 'completed', 'failed']).meta({
  id: 'TeamTaskState',
  description:
    '`blocked`: its gate waits for a group. It opens when the group is completed and fails with any other end.',
})

export const teamTaskSchema = z
  .strictObject({
    id: idSchema,
    team: partySchema,
    title: z.string(),
    state: teamTaskStateSchema,
    gate: z.strictObject({ group: idSchema, state: z.enum(['waiting', 'passed', 'failed']) }).nullable(),
    created_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'TeamTask' })
export type TeamTask = z.infer<typeof teamTaskSchema>

export const MAX_TEAMS = 100

export const teamSchema = z
  .strictObject({
    name: partySchema,
    members: z.array(agentNameSchema).max(MAX_MEMBERS),
    open: z.int(),
    blocked: z.int(),
  })
  .meta({ id: 'Team' })
export type Team = z.infer<typeof teamSchema>
