import { z } from 'zod'
import { chainLinkSchema } from './chain.ts'
import { firingSchema } from './firing.ts'
import { idSchema } from './names.ts'
import { overlapSchema, scheduleSpecSchema, scheduleStateSchema } from './schedule-spec.ts'
import { triggerSchema } from './trigger.ts'

/** A schedule as lists show it. */
export const scheduleSchema = z
  .strictObject({
    id: idSchema,
    seq: z.int().min(1),
    name: z.string(),
    revision: z.int().min(1).meta({ description: 'Grows with each edit, which must name the one it changes.' }),
    state: scheduleStateSchema,
    zone: z.string(),
    trigger: triggerSchema,
    words: z.string().meta({ description: 'The trigger as a sentence.' }),
    after: z.array(chainLinkSchema),
    job: z.strictObject({ type: z.string(), title: z.string(), workspace: z.string().nullable() }),
    overlap: overlapSchema,
    next: z
      .strictObject({ due_at: z.iso.datetime(), at: z.iso.datetime().meta({ description: 'With its spread.' }) })
      .nullable()
      .meta({ description: 'Null while nothing fires by itself.' }),
    consecutive_failures: z.int().min(0),
    open_jobs: z.array(idSchema).max(20).meta({ description: 'Jobs of it that are not over.' }),
    waiting: z.int().min(0).meta({ description: 'Firings that wait.' }),
    last: z
      .array(firingSchema)
      .max(20)
      .meta({ description: 'Its last firings, the newest first; in lists 12 of them.' }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Schedule' })
export type Schedule = z.infer<typeof scheduleSchema>

/** A schedule with all that was asked. */
export const scheduleDetailSchema = scheduleSchema
  .extend({ spec: scheduleSpecSchema.nullable().meta({ description: 'Null where it cannot be read any more.' }) })
  .meta({ id: 'ScheduleDetail' })
export type ScheduleDetail = z.infer<typeof scheduleDetailSchema>

/** The pause of all schedules at once. */
export const schedulerSchema = z
  .strictObject({
    paused: z.boolean(),
    since: z.iso.datetime().nullable(),
    next_at: z.iso.datetime().nullable().meta({ description: 'When the next schedule fires, of all.' }),
  })
  .meta({ id: 'Scheduler' })
export type Scheduler = z.infer<typeof schedulerSchema>

/** What a preview needs of a schedule that need not be whole yet. */
export const schedulePreviewRequestSchema = z.strictObject({
  zone: scheduleSpecSchema.shape.zone,
  trigger: triggerSchema,
  jitter_s: scheduleSpecSchema.shape.jitter_s,
  blackouts: scheduleSpecSchema.shape.blackouts,
  schedule: idSchema.optional().meta({ description: 'Whose spread it is; without it, none is shown.' }),
  count: z.int().min(1).max(100).default(10),
})
export type SchedulePreviewRequest = z.infer<typeof schedulePreviewRequestSchema>

/** When a schedule would fire. */
export const schedulePreviewSchema = z
  .strictObject({
    words: z.string(),
    zone: z.string(),
    problem: z
      .strictObject({ code: z.string(), message: z.string(), remedy: z.string() })
      .nullable()
      .meta({ description: 'Why it could not be saved like this.' }),
    occurrences: z.array(
      z.strictObject({
        due_at: z.iso.datetime(),
        at: z.iso.datetime().meta({ description: 'With its spread.' }),
        local: z.string().meta({ description: 'YYYY-MM-DD HH:MM:SS in the zone.' }),
        offset: z.string().meta({ description: 'Of the zone at that time, as +02:00.' }),
        shift: z.enum(['moved', 'first_of_two', 'second_of_two']).nullable().meta({
          description: '`moved`: its time of day does not exist on that day; the others: it exists twice.',
        }),
        blackout: z.boolean().meta({ description: 'It lies in a blackout and is not run.' }),
      }),
    ),
  })
  .meta({ id: 'SchedulePreview' })
export type SchedulePreview = z.infer<typeof schedulePreviewSchema>
