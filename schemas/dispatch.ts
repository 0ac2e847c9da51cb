import { z } from 'zod'
import { idSchema } from './names.ts'

/**
 * What made a job or its run start: a schedule that was due, the operator (run now), a job before it in a chain, a further
 * attempt, or a caller that enqueued it.
 */
export const DISPATCH_KINDS = ['schedule', 'manual', 'chain', 'retry', 'api'] as const
export const dispatchKindSchema = z.enum(DISPATCH_KINDS).meta({ id: 'DispatchKind' })
export type DispatchKind = z.infer<typeof dispatchKindSchema>

/** Where a job comes from, where that is not a caller. */
export const jobOriginSchema = z
  .strictObject({
    kind: z.enum(['schedule', 'manual', 'chain']),
    schedule: idSchema.meta({ description: 'The schedule whose job it is.' }),
    firing: idSchema.meta({ description: 'The firing that enqueued it.' }),
  })
  .meta({ id: 'JobOrigin' })
export type JobOrigin = z.infer<typeof jobOriginSchema>
