import { z } from 'zod'
import { errorKind } from './define.ts'

export const deskErrors = {
  desk_changed: errorKind({
    status: 409,
    data: z.strictObject({ key: z.string(), expected: z.int(), given: z.int() }),
    sentence: ({ key }) => `The ${key} of the desk was changed in another window meanwhile.`,
    remedy: () => 'Nothing was written. Look at what it is now and change that.',
  }),
} as const
