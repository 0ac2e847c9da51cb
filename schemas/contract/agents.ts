import { z } from 'zod'
import {
  agentNameSchema,
  agentSchema,
  agentSpecSchema,
  agentStateSchema,
  messageInputSchema,
  messageReceiptSchema,
  messageSchema,
  messageStateSchema,
  messageWithBodySchema,
  partySchema,
} from '../agents.ts'
import { idSchema } from '../names.ts'
import { cursorSchema, failsWith, procedure } from './base.ts'

const tags = ['agents']
const named = z.strictObject({ name: agentNameSchema })
const one = z.strictObject({ id: idSchema })

export const agentsContract = {
  list: procedure('read')
    .route({ method: 'GET', path: '/agents', summary: 'Agents and what they offer', tags })
    .output(z.array(agentSchema)),
  set: procedure('operate')
    .route({ method: 'PUT', path: '/agents/{name}', summary: 'Register an agent, or change what it offers', tags })
    .input(named.extend({ spec: agentSpecSchema }))
    .output(agentSchema)
    .errors(failsWith('too_many_of_kind', 'alias_not_found')),
  seen: procedure('operate', { own: 'messages', of: 'agent' })
    .route({
      method: 'POST',
      path: '/agents/{name}/seen',
      summary: 'A sign of life of an agent, and what it is doing',
      tags,
    })
    .input(named.extend({ state: agentStateSchema }))
    .output(agentSchema)
    .errors(failsWith('agent_not_found')),
  remove: procedure('operate')
    .route({ method: 'DELETE', path: '/agents/{name}', summary: 'Remove an agent; its messages stay', tags })
    .input(named)
    .output(z.strictObject({ removed: agentNameSchema }))
    .errors(failsWith('agent_not_found')),
}

export const messagesContract = {
  send: procedure('operate', { own: 'messages', of: 'agent' })
    .route({
      method: 'POST',
      path: '/messages',
      summary: 'Send a message',
      description:
        'To an agent, to one that offers a capability, to a team or to everyone. A `spawn` is a job as JSON in the body: it waits for an approval, or is refused and says why.',
      tags: ['messages'],
    })
    .input(messageInputSchema)
    .output(z.strictObject({ messages: z.array(messageSchema) }))
    .errors(failsWith('agent_not_found', 'no_agent_offers', 'team_not_found', 'message_not_found', 'secret_in_job')),
  list: procedure('read', { own: 'messages', of: 'messages' })
    .route({ method: 'GET', path: '/messages', summary: 'Messages, newest first', tags: ['messages'] })
    .input(
      // The first of thread, recipient and sender that is given counts.
      z.strictObject({
        to: partySchema.optional(),
        from: partySchema.optional(),
        state: messageStateSchema.optional(),
        thread: idSchema.optional(),
        cursor: cursorSchema.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.strictObject({ items: z.array(messageSchema), next_cursor: cursorSchema.nullable() })),
  get: procedure('read', { own: 'messages', of: 'message' })
    .route({ method: 'GET', path: '/messages/{id}', summary: 'A message with its receipts', tags: ['messages'] })
    .input(one)
    .output(z.strictObject({ message: messageWithBodySchema, receipts: z.array(messageReceiptSchema) }))
    .errors(failsWith('message_not_found')),
  inbox: procedure('read', { own: 'messages', of: 'agent' })
    .route({
      method: 'GET',
      path: '/agents/{agent}/inbox',
      summary: 'What waits for an agent',
      description: 'Constraints, decisions, facts, tasks and preferences first, then by priority, then the oldest.',
      tags: ['messages'],
    })
    .input(z.strictObject({ agent: partySchema, limit: z.coerce.number().int().min(1).max(200).default(50) }))
    .output(z.array(messageWithBodySchema)),
  take: procedure('operate', { own: 'messages', of: 'agent' })
    .route({
      method: 'POST',
      path: '/agents/{agent}/inbox/take',
      summary: 'The same, and they count as delivered',
      tags: ['messages'],
    })
    .input(z.strictObject({ agent: partySchema, limit: z.int().min(1).max(200).default(5) }))
    .output(z.array(messageWithBodySchema)),
  read: procedure('operate', { own: 'messages', of: 'received' })
    .route({ method: 'POST', path: '/messages/read', summary: 'They were read', tags: ['messages'] })
    .input(z.strictObject({ ids: z.array(idSchema).min(1).max(200) }))
    .output(z.strictObject({ messages: z.array(messageSchema) }))
    .errors(failsWith('message_not_found')),
  ack: procedure('operate', { own: 'messages', of: 'received' })
    .route({ method: 'POST', path: '/messages/{id}/ack', summary: 'Acknowledge a message', tags: ['messages'] })
    .input(one.extend({ note: z.string().max(500).optional() }))
    .output(messageSchema)
    .errors(failsWith('message_not_found', 'message_state')),
}
