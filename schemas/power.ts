import { z } from 'zod'

/** What feeds this machine: mains, a battery, or either while the system is told to save energy. */
export const powerSourceSchema = z.enum(['ac', 'battery', 'saver']).meta({ id: 'PowerSource' })
export type PowerSource = z.infer<typeof powerSourceSchema>

/** Longest time a report counts; who makes it makes it again in time. */
export const MAX_POWER_REPORT_S = 3600

/** What a shell says of the machine. The core asks no system by itself. */
export const powerReportSchema = z
  .strictObject({
    source: powerSourceSchema,
    defers: z.boolean().meta({ description: 'Whether jobs that may wait do, as the operator has settled it.' }),
    asleep: z.boolean().default(false).meta({
      description: 'The machine goes to sleep: nothing starts until the next report.',
    }),
    for_s: z.int().min(1).max(MAX_POWER_REPORT_S).default(300).meta({
      description: 'How long this counts without another report; then nothing waits on its word.',
    }),
  })
  .meta({ id: 'PowerReport' })
export type PowerReport = z.infer<typeof powerReportSchema>

/** How the core takes the power of its machine. */
export const powerSchema = z
  .strictObject({
    source: powerSourceSchema.nullable().meta({ description: 'Null where no shell reports.' }),
    defers: z.boolean(),
    asleep: z.boolean(),
    since: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Power' })
export type Power = z.infer<typeof powerSchema>
