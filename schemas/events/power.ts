import { z } from 'zod'
import { drainSchema } from '../drain.ts'
import { powerReportSchema, powerSchema } from '../power.ts'

/** What feeds the machine. A source of null: whoever reported it does so no more. */
export const powerEvents = {
  'power.changed': z.strictObject({
    source: powerSchema.shape.source,
    defers: powerReportSchema.shape.defers,
    asleep: powerSchema.shape.asleep,
  }),
  /** Nothing new starts, for what is to happen once nothing runs; null: it may again. */
  'core.draining': z.strictObject({ why: drainSchema.shape.why }),
} as const
