import { z } from 'zod'
import { jobStateSchema, verdictSchema } from './job.ts'
import { idSchema } from './names.ts'
import { MAX_WORDS } from './plain.ts'
import { jobReasonSchema } from './reasons.ts'
import { jobTypeSchema } from './tasks/index.ts'

const workspaces = z.array(z.string().max(64)).max(16)
const reasons = z.array(jobReasonSchema).max(16)

/** Which jobs; all given members must match, several values of one member mean any of them. */
export const jobFilterSchema = z.strictObject({
  state: z.array(jobStateSchema).max(9).optional(),
  type: z.array(jobTypeSchema).max(16).optional(),
  workspace: workspaces.optional(),
  verdict: z.array(verdictSchema).max(3).optional().meta({ description: 'What the tests of a finished job said.' }),
  reason: reasons
    .optional()
    .meta({ description: 'How the last run ended, why the job is held, or why it waits at the moment.' }),
  operation: idSchema.optional().meta({ description: 'Only the jobs that this bulk operation changed.' }),
  q: z.string().max(MAX_WORDS).optional().meta({
    description:
      'An id, or its last 6 characters or more; or words, all of which must occur in title, notes, payload, names or last failure. The last word may be a beginning; words in quotation marks stand together.',
  }),
  since: z.iso.datetime({ offset: true }).optional().meta({ description: 'Enqueued at or after.' }),
  until: z.iso.datetime({ offset: true }).optional().meta({ description: 'Enqueued before.' }),
  not: z
    .strictObject({ workspace: workspaces.optional(), reason: reasons.optional() })
    .optional()
    .meta({ description: 'What must not be the case.' }),
})
export type JobFilter = z.infer<typeof jobFilterSchema>

export const jobOrderSchema = z.enum(['newest', 'oldest']).meta({ description: 'By the time of enqueuing.' })
export type JobOrder = z.infer<typeof jobOrderSchema>
