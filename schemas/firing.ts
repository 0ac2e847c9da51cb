import { z } from 'zod'
import { jobOriginSchema } from './dispatch.ts'
import { jobStateSchema, outcomeSchema, verdictSchema } from './job.ts'
import { idSchema } from './names.ts'
import { FIRING_STATES } from './plain.ts'
import { misfireSchema, scheduleStateSchema } from './schedule-spec.ts'

/** Why a firing waits, was refused, was missed or was cancelled. */
export const firingReasonSchema = z
  .discriminatedUnion('code', [
    z.strictObject({ code: z.literal('starting') }),
    z.strictObject({ code: z.literal('delayed') }),
    z.strictObject({ code: z.literal('schedule_off'), state: scheduleStateSchema }),
    z.strictObject({ code: z.literal('schedule_paused'), state: scheduleStateSchema }),
    z.strictObject({ code: z.literal('scheduler_paused') }),
    z.strictObject({ code: z.literal('schedule_deleted') }),
    z.strictObject({ code: z.literal('already_running'), job: idSchema }),
    z.strictObject({ code: z.literal('job_not_over'), job: idSchema }),
    z.strictObject({ code: z.literal('replaces'), job: idSchema }),
    z.strictObject({ code: z.literal('replaced') }),
    z.strictObject({ code: z.literal('backlog_full'), limit: z.int() }),
    z.strictObject({ code: z.literal('fanout_full'), limit: z.int() }),
    z.strictObject({ code: z.literal('approvals_full'), limit: z.int() }),
    z.strictObject({ code: z.literal('approval_pending'), job: idSchema }),
    z.strictObject({ code: z.literal('endpoint_down'), endpoint: z.string(), state: z.string().nullable() }),
    z.strictObject({ code: z.literal('blackout'), until: z.iso.datetime() }),
    z.strictObject({ code: z.literal('misfire'), policy: misfireSchema.shape.policy.unwrap() }),
    z.strictObject({ code: z.literal('too_late'), window_s: z.int() }),
    z.strictObject({ code: z.literal('coalesced') }),
    z.strictObject({ code: z.literal('job_refused'), error: z.string().max(64) }),
    z.strictObject({ code: z.literal('quarantined') }),
  ])
  .meta({ id: 'FiringReason' })
export type FiringReason = z.infer<typeof firingReasonSchema>

export const firingStateSchema = z.enum(FIRING_STATES).meta({ id: 'FiringState' })
export type FiringState = z.infer<typeof firingStateSchema>

/** One occurrence of a schedule, or a row of them that were missed together. */
export const firingSchema = z
  .strictObject({
    id: idSchema,
    seq: z.int().min(1).meta({ description: 'Order in which they came about.' }),
    schedule: idSchema,
    schedule_name: z.string(),
    kind: jobOriginSchema.shape.kind,
    key: z.string().meta({ description: 'No two firings have the same, whatever happens.' }),
    due_at: z.iso.datetime(),
    until_at: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Of several missed ones, when the last of them was due.' }),
    count: z.int().min(1).meta({ description: 'How many it stands for; 1,000 means that or more.' }),
    state: firingStateSchema,
    reason: firingReasonSchema.nullable(),
    message: z.string().nullable().meta({ description: 'What else there is to say of the reason.' }),
    wait_until: z.iso.datetime().nullable().meta({ description: 'When it is tried again, at the latest.' }),
    job: idSchema.nullable(),
    result: z
      .strictObject({
        state: jobStateSchema,
        outcome: outcomeSchema.nullable(),
        verdict: verdictSchema.nullable(),
        finished_at: z.iso.datetime().nullable(),
      })
      .nullable()
      .meta({ description: 'Of its job, as it is now.' }),
    parent: z
      .strictObject({ job: idSchema, run: idSchema.nullable() })
      .nullable()
      .meta({ description: 'What it followed, in a chain.' }),
    actor: z.string(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Firing' })
export type Firing = z.infer<typeof firingSchema>
