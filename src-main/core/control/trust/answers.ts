import { z } from 'zod'
import { secretValueSchema, sessionWordsSchema, trustLevelSchema } from '#schemas'

/** Answers of providers. They are believed only where they have exactly these forms. */

const reason = z.string().max(500).optional()
const no = z.strictObject({ ok: z.literal(false), reason })

/** What a provider keeps of a session between two questions; ours only to hand back. */
const session = z.unknown()

export const sessionAnswer = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    session,
    principal: z.string().max(256).optional(),
    level: trustLevelSchema.optional(),
  }),
  no,
])

export const handoffAnswer = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), session, level: trustLevelSchema }),
  no,
])

export const materialAnswer = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), env: z.record(z.string().max(64), secretValueSchema) }),
  no,
])

export const descriptionAnswer = sessionWordsSchema.refine((words) => Object.keys(words).length <= 32)

export const cleanupAnswer = z.strictObject({ ok: z.literal(true) })

export const authorizeAnswer = z.strictObject({ decision: z.enum(['permit', 'deny', 'escalate']), reason })

export const verifyAnswer = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    level: trustLevelSchema.optional(),
    nonce: z.string().min(1).max(256).optional(),
    expires_at: z.iso.datetime({ offset: true }).optional(),
  }),
  no,
])
