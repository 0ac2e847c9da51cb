import { z } from 'zod'
import { agentNameSchema } from './agents.ts'
import { idSchema, workspaceNameSchema } from './names.ts'
import { poolNameSchema } from './pool.ts'
import { KEY_RIGHTS, rightSchema } from './rights.ts'
import { jobTypeSchema } from './tasks/index.ts'

/** Name of an API key, for good: what it did stands in the ledger under `api:` and this. */
export const keyNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be 1 to 63 of a-z 0-9 . _ -, starting with a letter or digit')
  .meta({ id: 'KeyName', description: '1 to 63 of a-z 0-9 . _ -, starting with a letter or digit.' })

export const keyRightSchema = rightSchema.extract(KEY_RIGHTS)
export type KeyRight = z.infer<typeof keyRightSchema>

/** Keys one data directory can have, ended ones among them. */
export const MAX_API_KEYS = 500

const bound = <T extends z.ZodType>(of: T) => z.array(of).min(1).max(32).optional()

/** What a key may do, and how far. */
export const keySpecSchema = z
  .strictObject({
    rights: z
      .array(keyRightSchema)
      .min(1)
      .max(KEY_RIGHTS.length)
      .transform((given) => KEY_RIGHTS.filter((right) => given.includes(right))),
    agent: agentNameSchema.optional().meta({ description: 'The agent it speaks for; needed for `messages`.' }),
    workspaces: bound(workspaceNameSchema).meta({ description: 'Workspaces of the jobs it adds; any without.' }),
    types: bound(jobTypeSchema).meta({ description: 'Types of the jobs it adds; any without.' }),
    pools: bound(poolNameSchema).meta({ description: 'Pools of the jobs it adds; any without.' }),
  })
  .refine(({ rights, agent }) => rights.includes('messages') === (agent !== undefined), {
    params: { rule: 'messages_need_agent' },
    path: ['agent'],
  })
  .refine((spec) => !(spec.rights.includes('operate') && isBound(spec)), {
    params: { rule: 'operate_is_unbound' },
    path: ['rights'],
  })
  .meta({ id: 'KeySpec' })
export type KeySpec = z.infer<typeof keySpecSchema>

function isBound({
  agent,
  workspaces,
  types,
  pools,
}: Partial<Record<'agent' | 'workspaces' | 'types' | 'pools', unknown>>) {
  return [agent, workspaces, types, pools].some((each) => each !== undefined)
}

export const keyInputSchema = z.strictObject({
  name: keyNameSchema,
  spec: keySpecSchema,
  expires_at: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'It is good until then; without it, until it is revoked.' }),
})
export type KeyInput = z.infer<typeof keyInputSchema>

export const keyStateSchema = z.enum(['active', 'expired', 'revoked']).meta({ id: 'KeyState' })
export type KeyState = z.infer<typeof keyStateSchema>

/** A key as clients see it; the key itself is kept as a hash and shown once. */
export const apiKeySchema = z
  .strictObject({
    id: idSchema,
    name: keyNameSchema,
    state: keyStateSchema,
    rights: z.array(keyRightSchema),
    agent: agentNameSchema.nullable(),
    workspaces: z.array(workspaceNameSchema).nullable(),
    types: z.array(jobTypeSchema).nullable(),
    pools: z.array(poolNameSchema).nullable(),
    made_at: z.iso.datetime(),
    made_by: z.string(),
    expires_at: z.iso.datetime().nullable(),
    revoked_at: z.iso.datetime().nullable(),
    last_used_at: z.iso.datetime().nullable().meta({ description: 'To the minute.' }),
    refused: z.strictObject({ count: z.int(), at: z.iso.datetime(), right: rightSchema }).nullable().meta({
      description: 'What it tried without the right to, since Interlock started: how often, and the last time.',
    }),
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.infer<typeof apiKeySchema>
