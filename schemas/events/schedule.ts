import { z } from 'zod'
import { jobOriginSchema } from '../dispatch.ts'
import { poolSchema } from '../pool.ts'
import { firingReasonSchema } from '../firing.ts'
import { bodyRefSchema } from './body.ts'

const schedule = z.string().max(64)

/** One occurrence, however it ended up. Its key is the only one of its kind. */
const firing = {
  firing: z.string().max(64),
  schedule,
  kind: jobOriginSchema.shape.kind,
  key: z.string().max(200),
  due_at: z.int(),
  /** In a chain: the job it follows, and its run. */
  parent: z.strictObject({ job: z.string().max(64), run: z.string().max(64).nullable() }).nullable(),
  /** Values for its job. */
  given: bodyRefSchema.nullable(),
}

const why = {
  reason: firingReasonSchema,
  /** A sentence, where there is more to say than the reason does. */
  message: bodyRefSchema.nullable(),
}

/** Schedules, their firings, and pools. What a schedule is lies in its body. */
export const scheduleEvents = {
  'schedule.created': z.strictObject({ schedule, spec: bodyRefSchema }),
  'schedule.edited': z.strictObject({ schedule, revision: z.int(), spec: bodyRefSchema }),
  'schedule.enabled': z.strictObject({ schedule }),
  /** `done`: it fires once, and has. */
  'schedule.disabled': z.strictObject({ schedule, cause: z.enum(['operator', 'done']) }),
  'schedule.paused': z.strictObject({ schedule }),
  'schedule.resumed': z.strictObject({ schedule }),
  /** `quarantined`: what it is cannot be read, or it cannot be worked out when it is due. */
  'schedule.tripped': z.strictObject({
    schedule,
    cause: z.enum(['failures', 'quarantined']),
    failures: z.int().min(0),
  }),
  'schedule.deleted': z.strictObject({ schedule, cause: z.enum(['operator', 'ran', 'expired']) }),
  'scheduler.paused': z.strictObject({}),
  'scheduler.resumed': z.strictObject({}),
  /** It became a job, in the same transaction. */
  'firing.enqueued': z.strictObject({ ...firing, job: z.string().max(64) }),
  /** It waits, or waits for another reason now. */
  'firing.deferred': z.strictObject({ ...firing, ...why }),
  'firing.refused': z.strictObject({ ...firing, ...why }),
  /** So many in a row, up to the last of them. */
  'firing.missed': z.strictObject({ ...firing, ...why, until_at: z.int(), count: z.int().min(1) }),
  'firing.cancelled': z.strictObject({ firing: firing.firing, schedule, reason: firingReasonSchema.nullable() }),
  'pool.set': z.strictObject({ pool: poolSchema.shape.name, size: poolSchema.shape.size, paused: z.boolean() }),
  'pool.removed': z.strictObject({ pool: poolSchema.shape.name }),
} as const
