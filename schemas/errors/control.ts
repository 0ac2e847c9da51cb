import { z } from 'zod'
import { errorKind } from './define.ts'

export const controlErrors = {
  kill_switch_file_present: errorKind({
    status: 409,
    data: z.strictObject({ path: z.string() }),
    sentence: ({ path }) => `The file ${path} holds the kill switch engaged.`,
    remedy: () => 'Remove the file: that releases what only the file engaged. Release what is engaged then still.',
  }),
  kill_switch_not_engaged: errorKind({
    status: 409,
    data: z.strictObject({}),
    sentence: () => 'The kill switch is not engaged.',
    remedy: () => 'Nothing to release.',
  }),
  release_choice_stale: errorKind({
    status: 409,
    data: z.strictObject({ expected: z.int(), given: z.int() }),
    sentence: () => 'What the release would start has changed since it was shown.',
    remedy: () => 'Look at the new list and decide again.',
  }),
} as const
