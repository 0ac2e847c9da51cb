import { z } from 'zod'
import { aliasNameSchema, channelSchema, deliveryProblemSchema, topicSchema, urgencySchema } from '../delivery.ts'
import { idSchema } from '../names.ts'
import { bodyRefSchema } from './body.ts'

const attempt = z.int().min(1)
const status = z.int().nullable()

/** What leaves the core for people and other programs, and where it may go. */
export const deliveryEvents = {
  /** The body is an `AliasSpec`: an address may tell more than a name does. */
  'alias.set': z.strictObject({
    alias: aliasNameSchema,
    channel: channelSchema,
    revision: z.int().min(1),
    spec: bodyRefSchema,
  }),
  'alias.removed': z.strictObject({ alias: aliasNameSchema }),
  'outbox.paused': z.strictObject({}),
  'outbox.resumed': z.strictObject({}),
  /** The body is a `News`. `next_at` null: it is where it was to go already. */
  'delivery.posted': z.strictObject({
    delivery: idSchema,
    alias: aliasNameSchema,
    channel: channelSchema,
    topic: topicSchema,
    urgency: urgencySchema,
    dedupe_key: z.string().max(200).nullable(),
    news: bodyRefSchema,
    hold: z.enum(['quiet_hours', 'digest']).nullable(),
    next_at: z.int().nullable(),
    max_attempts: z.int().min(1),
  }),
  'delivery.sent': z.strictObject({ delivery: idSchema, attempt, status, ms: z.int().min(0) }),
  /** `next_at` null: it was given up. `parts`: how many of its messages had gone through. */
  'delivery.failed': z.strictObject({
    delivery: idSchema,
    attempt,
    problem: deliveryProblemSchema,
    status,
    ms: z.int().min(0),
    parts: z.int().min(0),
    hold: z.enum(['quiet_hours', 'retry']),
    next_at: z.int().nullable(),
  }),
  /** The operator has it tried again. */
  'delivery.retried': z.strictObject({ delivery: idSchema, next_at: z.int() }),
  'delivery.discarded': z.strictObject({ delivery: idSchema }),
  /** They went into one. */
  'delivery.collected': z.strictObject({ digest: idSchema, deliveries: z.array(idSchema).max(100) }),
} as const
