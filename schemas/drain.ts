import { z } from 'zod'
import { MAX_POWER_REPORT_S } from './power.ts'

/** Why nothing new is to start: Interlock quits, or installs an update, once what runs has ended. */
export const drainWhySchema = z.enum(['quit', 'update']).meta({ id: 'DrainWhy' })

export const drainRequestSchema = z.strictObject({
  why: drainWhySchema.nullable().meta({ description: 'Null lets new work start again.' }),
  for_s: z.int().min(1).max(MAX_POWER_REPORT_S).default(300).meta({
    description: 'How long this counts without being asked for again.',
  }),
})
export type DrainRequest = z.infer<typeof drainRequestSchema>

export const drainSchema = z
  .strictObject({ why: drainWhySchema.nullable(), since: z.iso.datetime().nullable() })
  .meta({ id: 'Drain' })
export type Drain = z.infer<typeof drainSchema>
