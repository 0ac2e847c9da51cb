import { z } from 'zod'
import { errorKind } from './define.ts'

export const trustErrors = {
  trust_not_recorded: errorKind({
    status: 404,
    data: z.strictObject({ run: z.string() }),
    sentence: ({ run }) => `The run ${run} passed no trust gates.`,
    remedy: () => 'Only a job with `trust` has gates. Show one of its runs.',
  }),
} as const
