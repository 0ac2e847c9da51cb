import { z } from 'zod'
import { aliasNameSchema } from './delivery.ts'
import { capSchema, idSchema } from './names.ts'
import { text } from './text.ts'

/** Who cannot be registered: the person, and Interlock itself. */
export const RESERVED_AGENTS = ['operator', 'core', 'all'] as const

const partyName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be 1 to 63 of a-z 0-9 . _ -, starting with a letter or digit')

/** Who can send and be sent messages: a registered agent, or `operator`. */
export const partySchema = partyName.meta({ id: 'Party', description: 'Name of an agent, or `operator`.' })

export const agentNameSchema = partyName
  .refine((name) => !RESERVED_AGENTS.some((each) => each === name), { params: { rule: 'reserved_name' } })
  .meta({ id: 'AgentName', description: '1 to 63 of a-z 0-9 . _ -; not operator, core or all.' })

export const agentStateSchema = z.enum(['idle', 'busy', 'offline']).meta({ id: 'AgentState' })
export type AgentState = z.infer<typeof agentStateSchema>

export const MAX_AGENTS = 200

export const agentSpecSchema = z
  .strictObject({
    note: text(500).default(''),
    capabilities: z
      .array(z.union([capSchema, z.literal('*')]))
      .max(64)
      .default([])
      .meta({ description: 'What messages are routed by; `*` is all.' }),
    deliver_to: aliasNameSchema
      .nullable()
      .default(null)
      .meta({ description: 'Alias that is told, without its text, that a message came.' }),
  })
  .meta({ id: 'AgentSpec' })
export type AgentSpec = z.infer<typeof agentSpecSchema>

export const agentSchema = agentSpecSchema
  .extend({
    name: agentNameSchema,
    state: agentStateSchema,
    registered_at: z.iso.datetime(),
    last_seen_at: z.iso.datetime().nullable(),
    waiting: z.int().meta({ description: 'Messages it has not been given yet.' }),
  })
  .meta({ id: 'Agent' })
export type Agent = z.infer<typeof agentSchema>

/** In the order in which they are given, whatever their priority. */
export const MESSAGE_KINDS = [
  'constraint',
  'decision',
  'fact',
  'task',
  'preference',
  'steer',
  'text',
  'result',
  'status',
  'system',
  'spawn',
] as const
export const messageKindSchema = z.enum(MESSAGE_KINDS).meta({ id: 'MessageKind' })
export type MessageKind = z.infer<typeof messageKindSchema>

/** Place of a kind in an inbox: five kinds come first, in this order, all others after them alike. */
export function rankOf(kind: MessageKind): number {
  const at = MESSAGE_KINDS.indexOf(kind)
  return Math.min(at, MESSAGE_KINDS.indexOf('preference') + 1)
}

export const messageStateSchema = z.enum(['pending', 'delivered', 'read', 'expired', 'refused']).meta({
  id: 'MessageState',
  description: '`refused`: a `spawn` that did not become a job.',
})
export type MessageState = z.infer<typeof messageStateSchema>

export const messageTargetSchema = z
  .union([
    z.strictObject({ agent: partySchema }),
    z.strictObject({ capability: capSchema }),
    z.strictObject({ team: partySchema }),
    z.strictObject({ everyone: z.literal(true) }),
  ])
  .meta({ id: 'MessageTarget' })
export type MessageTarget = z.infer<typeof messageTargetSchema>

export const MAX_MESSAGE_BODY = 100_000

export const messageInputSchema = z
  .strictObject({
    from: partySchema,
    to: messageTargetSchema.optional().meta({ description: 'A `spawn` goes to nobody: it becomes a job.' }),
    kind: messageKindSchema.default('text'),
    subject: text(200).default(''),
    body: text(MAX_MESSAGE_BODY, 1),
    reply_to: idSchema.optional(),
    priority: z.int().min(-100).max(100).default(0),
    ack_required: z.boolean().default(false),
    expires_at: z.iso.datetime({ offset: true }).optional(),
  })
  .refine(({ kind, to }) => (kind === 'spawn') === (to === undefined), {
    params: { rule: 'spawn_or_to' },
    path: ['to'],
  })
  .meta({ id: 'MessageInput' })
export type MessageInput = z.infer<typeof messageInputSchema>

export const messageSchema = z
  .strictObject({
    id: idSchema,
    seq: z.int().min(1),
    thread: idSchema.meta({ description: 'The message that began it.' }),
    reply_to: idSchema.nullable(),
    from: partySchema,
    to: partySchema.nullable().meta({ description: 'Null for a `spawn`.' }),
    team: partySchema.nullable(),
    kind: messageKindSchema,
    subject: z.string(),
    priority: z.int(),
    state: messageStateSchema,
    ack_required: z.boolean(),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().nullable(),
    delivered_at: z.iso.datetime().nullable(),
    read_at: z.iso.datetime().nullable(),
    acked_at: z.iso.datetime().nullable(),
    job: idSchema.nullable().meta({ description: 'The job a `spawn` became.' }),
    problem: z.string().nullable().meta({ description: 'Why a `spawn` was refused.' }),
  })
  .meta({ id: 'Message' })
export type Message = z.infer<typeof messageSchema>

export const messageWithBodySchema = messageSchema
  .extend({ body: z.string().nullable().meta({ description: 'Null when it is gone.' }) })
  .meta({ id: 'MessageWithBody' })
export type MessageWithBody = z.infer<typeof messageWithBodySchema>

export const messageReceiptSchema = z
  .strictObject({
    at: z.iso.datetime(),
    kind: z.enum(['delivered', 'read', 'acked', 'expired', 'spawned']),
    actor: z.string(),
    note: z.string().nullable(),
  })
  .meta({ id: 'MessageReceipt' })
export type MessageReceipt = z.infer<typeof messageReceiptSchema>
