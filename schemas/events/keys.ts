import { z } from 'zod'
import { keyNameSchema } from '../api-key.ts'
import { idSchema } from '../names.ts'
import { bodyRefSchema } from './body.ts'

/** Who may ask for what by a key. What a key did stands under the actor `api:` and its name. */
export const keyEvents = {
  /** The body is a `KeySpec`; `hash` is SHA-256 over the key, which stands nowhere. */
  'key.made': z.strictObject({
    key: idSchema,
    name: keyNameSchema,
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    spec: bodyRefSchema,
    expires_at: z.int().nullable(),
  }),
  'key.revoked': z.strictObject({ key: idSchema, name: keyNameSchema }),
} as const
