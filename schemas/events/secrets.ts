import { z } from 'zod'
import { keyKeeperSchema, secretNameSchema } from '../secrets.ts'

/** What the operator keeps for jobs: names only. A hash of a value would let a short one be guessed. */
export const secretEvents = {
  'secret.set': z.strictObject({
    name: secretNameSchema,
    /** Whether it took the place of an older value. */
    replaced: z.boolean(),
    keepers: z.array(keyKeeperSchema),
  }),
  'secret.removed': z.strictObject({ name: secretNameSchema }),
  /** The store opens in one more way from now on, or with another passphrase. */
  'secret.keeper_added': z.strictObject({ keeper: keyKeeperSchema, replaced: z.boolean() }),
} as const
