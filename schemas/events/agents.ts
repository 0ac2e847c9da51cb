import { z } from 'zod'
import { agentNameSchema, agentStateSchema, messageKindSchema, partySchema } from '../agents.ts'
import { aliasNameSchema } from '../delivery.ts'
import { groupStateSchema, memberStateSchema } from '../groups.ts'
import { idSchema } from '../names.ts'
import { bodyRefSchema } from './body.ts'

const member = z.string().max(64)

/** Agents, what they say to each other, and what they do together. */
export const agentEvents = {
  /** The body is an `AgentSpec`. */
  'agent.registered': z.strictObject({ agent: agentNameSchema, spec: bodyRefSchema }),
  'agent.state_set': z.strictObject({ agent: agentNameSchema, state: agentStateSchema }),
  'agent.removed': z.strictObject({ agent: agentNameSchema }),
  /** The body is its subject and text as JSON. */
  'message.sent': z.strictObject({
    message: idSchema,
    thread: idSchema,
    reply_to: idSchema.nullable(),
    from: partySchema,
    to: partySchema.nullable(),
    team: partySchema.nullable(),
    kind: messageKindSchema,
    priority: z.int(),
    ack_required: z.boolean(),
    expires_at: z.int().nullable(),
    content: bodyRefSchema,
    /** Why a `spawn` did not become a job. */
    problem: z.string().max(200).nullable(),
    /** The job a `spawn` became. */
    spawned: idSchema.nullable(),
  }),
  'message.delivered': z.strictObject({ messages: z.array(idSchema).max(200) }),
  'message.read': z.strictObject({ messages: z.array(idSchema).max(200) }),
  'message.acked': z.strictObject({ message: idSchema, note: bodyRefSchema.nullable() }),
  'message.expired': z.strictObject({ messages: z.array(idSchema).max(200) }),
  'group.started': z.strictObject({
    group: idSchema,
    name: bodyRefSchema,
    members: z.array(z.strictObject({ name: member, job: idSchema.nullable() })),
    timeout_s: z.int(),
    stuck_after_s: z.int(),
    deliver_to: aliasNameSchema,
  }),
  'group.member_changed': z.strictObject({
    group: idSchema,
    member,
    state: memberStateSchema,
    note: bodyRefSchema.nullable(),
  }),
  /** It was not heard of for long: `message` is what it was sent, if it is an agent. */
  'group.member_steered': z.strictObject({ group: idSchema, member, message: idSchema.nullable() }),
  'group.member_alerted': z.strictObject({ group: idSchema, member }),
  'group.ended': z.strictObject({ group: idSchema, state: groupStateSchema.exclude(['active']) }),
  'team.set': z.strictObject({ team: partySchema, members: z.array(agentNameSchema) }),
  'team.removed': z.strictObject({ team: partySchema }),
  'team.task_added': z.strictObject({
    task: idSchema,
    team: partySchema,
    title: bodyRefSchema,
    group: idSchema.nullable(),
  }),
  /** A gate settled, or somebody ended it. */
  'team.task_changed': z.strictObject({ task: idSchema, state: z.enum(['open', 'completed', 'failed']) }),
} as const
