import { z } from 'zod'
import { powerReportSchema, powerSchema } from '../power.ts'

/** What feeds the machine. A source of null: whoever reported it does so no more. */
export const powerEvents = {
  'power.changed': z.strictObject({
    source: powerSchema.shape.source,
    defers: powerReportSchema.shape.defers,
    asleep: powerSchema.shape.asleep,
  }),
} as const
