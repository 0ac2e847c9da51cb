import { z } from 'zod'
import { jobOriginSchema } from '../dispatch.ts'
import { idSchema } from '../names.ts'
import { poolNameSchema, poolSchema } from '../pool.ts'
import { firingSchema, firingStateSchema } from '../firing.ts'
import {
  scheduleDetailSchema,
  schedulePreviewRequestSchema,
  schedulePreviewSchema,
  schedulerSchema,
  scheduleSchema,
} from '../schedule.ts'
import { scheduleStateSchema } from '../schedule-spec.ts'
import { zoneSchema } from '../trigger.ts'
import { text } from '../text.ts'
import { cursorSchema, failsWith, procedure } from './base.ts'

const scheduleRef = text(200, 1).meta({ description: 'Id, at least the last 6 characters of one, or the name.' })
const byId = z.strictObject({ id: scheduleRef })
const scheduleInput = z
  .record(z.string(), z.unknown())
  .meta({ description: 'A ScheduleSpec, see the JSON Schema schedule-spec.json.' })
const tags = ['schedules']
const admission = failsWith(
  'schedule_name_taken',
  'schedule_never_fires',
  'cron_unreadable',
  'zone_unknown',
  'chain_parent_not_found',
  'chain_cycle',
  'chain_too_deep',
  'pattern_unreadable',
  'id_ambiguous',
  'workspace_not_found',
  'workspace_required',
)
const found = failsWith('schedule_not_found', 'id_ambiguous')
const moved = { ...found, ...failsWith('schedule_state_conflict', 'schedule_never_fires', 'body_gone') }

export const schedulesContract = {
  list: procedure('read')
    .route({ method: 'GET', path: '/schedules', summary: 'Schedules, the newest first', tags })
    .input(
      z.strictObject({
        state: z.array(scheduleStateSchema.exclude(['deleted'])).optional(),
        words: text(200).optional().meta({ description: 'Found in the name, whatever the case.' }),
        cursor: cursorSchema.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(
      z.strictObject({
        items: z.array(scheduleSchema),
        next_cursor: z.string().nullable(),
        scheduler: schedulerSchema,
        counts: z.record(scheduleStateSchema.exclude(['deleted']), z.int()),
      }),
    )
    .errors(failsWith('cursor_unreadable')),
  get: procedure('read')
    .route({ method: 'GET', path: '/schedules/{id}', summary: 'One schedule, whole', tags })
    .input(byId)
    .output(scheduleDetailSchema)
    .errors(found),
  create: procedure('operate', { own: 'schedules', of: 'new_schedule' })
    .route({
      method: 'POST',
      path: '/schedules',
      summary: 'Add a schedule',
      description: 'It is off until it is switched on. One that can never fire is refused.',
      tags,
    })
    .input(scheduleInput)
    .output(scheduleDetailSchema)
    .errors({ ...admission, ...failsWith('input_too_deep', 'input_too_many_members') }),
  edit: procedure('operate', { own: 'schedules', of: 'schedule' })
    .route({
      method: 'PUT',
      path: '/schedules/{id}',
      summary: 'Put another in its place',
      description: 'Whole, at the revision it was read at.',
      tags,
    })
    .input(byId.extend({ revision: z.int().min(1), spec: scheduleInput }))
    .output(scheduleDetailSchema)
    .errors({ ...found, ...admission, ...failsWith('schedule_changed') }),
  enable: procedure('operate', { own: 'schedules', of: 'schedule' })
    .route({ method: 'POST', path: '/schedules/{id}/enable', summary: 'Switch it on', tags })
    .input(byId)
    .output(scheduleSchema)
    .errors(moved),
  disable: procedure('operate', { own: 'schedules', of: 'schedule' })
    .route({ method: 'POST', path: '/schedules/{id}/disable', summary: 'Switch it off', tags })
    .input(byId)
    .output(scheduleSchema)
    .errors(moved),
  pause: procedure('operate', { own: 'schedules', of: 'schedule' })
    .route({ method: 'POST', path: '/schedules/{id}/pause', summary: 'Pause it', tags })
    .input(byId)
    .output(scheduleSchema)
    .errors(moved),
  resume: procedure('operate', { own: 'schedules', of: 'schedule' })
    .route({
      method: 'POST',
      path: '/schedules/{id}/resume',
      summary: 'Let it go on after a pause, or after its breaker stopped it',
      tags,
    })
    .input(byId)
    .output(scheduleSchema)
    .errors(moved),
  remove: procedure('operate', { own: 'schedules', of: 'schedule' })
    .route({
      method: 'DELETE',
      path: '/schedules/{id}',
      summary: 'Delete it',
      description: 'Its firings and jobs stay.',
      tags,
    })
    .input(byId)
    .output(z.strictObject({ removed: idSchema }))
    .errors(found),
  runNow: procedure('operate', { own: 'schedules', of: 'schedule' })
    .route({
      method: 'POST',
      path: '/schedules/{id}/run',
      summary: 'Fire it now, whether it is on or not',
      description: 'The same `key` again gives the firing that is there.',
      tags,
    })
    .input(
      byId.extend({
        key: text(128, 1).optional(),
        parameters: z.record(z.string(), z.json()).optional().meta({ description: 'Values for its job.' }),
      }),
    )
    .output(firingSchema)
    .errors({ ...found, ...failsWith('already_running', 'firing_refused', 'body_gone') }),
  preview: procedure('read')
    .route({
      method: 'POST',
      path: '/schedules/preview',
      summary: 'When a schedule would fire',
      description:
        'Nothing is written, and the schedule need not be whole. What is wrong with it is part of the answer.',
      tags,
    })
    .input(schedulePreviewRequestSchema)
    .output(schedulePreviewSchema),
  scheduler: procedure('read')
    .route({ method: 'GET', path: '/scheduler', summary: 'Whether all schedules are paused', tags })
    .output(schedulerSchema),
  runDue: procedure('operate')
    .route({
      method: 'POST',
      path: '/scheduler/run-due',
      summary: 'Look for what is due, once',
      description: 'The daemon does so by itself. The answer holds what fired, was missed or was refused: at most 200.',
      tags,
    })
    .output(z.strictObject({ checked_at: z.iso.datetime(), items: z.array(firingSchema) })),
  pauseAll: procedure('operate')
    .route({
      method: 'POST',
      path: '/scheduler/pause',
      summary: 'Pause all schedules',
      description: 'Each stays on, off or paused as it is.',
      tags,
    })
    .output(schedulerSchema),
  resumeAll: procedure('operate')
    .route({ method: 'POST', path: '/scheduler/resume', summary: 'End the pause of all schedules', tags })
    .output(schedulerSchema),
}

export const firingDaySchema = z
  .strictObject({
    day: z.iso.date().meta({ description: 'In the zone that was asked for.' }),
    succeeded: z.int(),
    failed: z.int(),
    cancelled: z.int(),
    open: z.int().meta({ description: 'Their jobs are not over, or they wait.' }),
    refused: z.int(),
    missed: z.int(),
  })
  .meta({ id: 'FiringDay' })
export type FiringDay = z.infer<typeof firingDaySchema>

export const firingsContract = {
  list: procedure('read')
    .route({ method: 'GET', path: '/firings', summary: 'Firings, the newest first', tags })
    .input(
      z.strictObject({
        schedule: scheduleRef.optional(),
        state: firingStateSchema.optional(),
        kind: jobOriginSchema.shape.kind.optional(),
        failed: z
          .union([z.literal(true), z.stringbool()])
          .optional()
          .meta({
            description: 'Only those whose jobs failed, or ended with a verdict other than passed; however old.',
          }),
        cursor: cursorSchema.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.strictObject({ items: z.array(firingSchema), next_cursor: z.string().nullable() }))
    .errors({ ...found, ...failsWith('cursor_unreadable') }),
  get: procedure('read')
    .route({ method: 'GET', path: '/firings/{id}', summary: 'One firing', tags })
    .input(z.strictObject({ id: idSchema }))
    .output(firingSchema)
    .errors(failsWith('firing_not_found')),
  cancel: procedure('operate', { own: 'schedules', of: 'firing' })
    .route({ method: 'POST', path: '/firings/{id}/cancel', summary: 'Cancel a firing that waits', tags })
    .input(z.strictObject({ id: idSchema }))
    .output(firingSchema)
    .errors(failsWith('firing_not_found', 'firing_state_conflict')),
  days: procedure('read')
    .route({
      method: 'GET',
      path: '/firings/days',
      summary: 'What came of firings, by the day they were due',
      description: 'The last `days` days with firings in them, the oldest first.',
      tags,
    })
    .input(
      z.strictObject({
        schedule: scheduleRef.optional(),
        days: z.coerce.number().int().min(1).max(366).default(90),
        zone: zoneSchema.default('UTC'),
      }),
    )
    .output(z.strictObject({ items: z.array(firingDaySchema) }))
    .errors({ ...found, ...failsWith('zone_unknown') }),
}

const pooled = z.strictObject({ items: z.array(poolSchema) })

export const poolsContract = {
  list: procedure('read')
    .route({
      method: 'GET',
      path: '/pools',
      summary: 'Pools, those that jobs only name included',
      tags: ['pools'],
    })
    .output(pooled),
  set: procedure('operate')
    .route({ method: 'PUT', path: '/pools/{name}', summary: 'Give a pool its slots, or pause it', tags: ['pools'] })
    .input(
      z.strictObject({
        name: poolNameSchema,
        size: poolSchema.shape.size.optional().meta({ description: 'As it is, without.' }),
        paused: z.boolean().optional(),
      }),
    )
    .output(poolSchema),
  remove: procedure('operate')
    .route({
      method: 'DELETE',
      path: '/pools/{name}',
      summary: 'Forget what was set of a pool',
      description: 'Jobs may name it all the same; it has one slot then.',
      tags: ['pools'],
    })
    .input(z.strictObject({ name: poolNameSchema }))
    .output(z.strictObject({ removed: poolNameSchema }))
    .errors(failsWith('pool_not_found')),
}
