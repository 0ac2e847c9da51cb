import { z } from 'zod'
import { chainJoinSchema, chainLinkSchema, MAX_CHAIN_PARENTS } from './chain.ts'
import { jobOriginSchema } from './dispatch.ts'
import { jobSpecSchema, jobStateSchema, outcomeSchema, verdictSchema } from './job.ts'
import { idSchema } from './names.ts'
import { fillSchema } from './template.ts'
import { text } from './text.ts'
import { FIRING_STATES, SCHEDULE_STATES } from './plain.ts'

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export const weekdaySchema = z.enum(WEEKDAYS).meta({ id: 'Weekday' })
export type Weekday = z.infer<typeof weekdaySchema>

const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from 00:00 to 23:59')
  .meta({ id: 'TimeOfDay', description: 'HH:MM in the zone of the schedule.' })

const moment = z.iso.datetime({ offset: true })

/** A name of the IANA time zone database. Whether it is known depends on the machine, so that is looked at when it is used. */
export const zoneSchema = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_+/-]*$/, 'must be a time zone by its name, such as Europe/Berlin')
  .meta({ id: 'Zone', description: 'A name of the IANA time zone database, such as Europe/Vienna.' })

/** What makes a schedule fire by itself. */
export const triggerSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('cron'),
      expression: text(128, 1).meta({
        title: 'Cron',
        description: '5 fields, or 6 with seconds first, with L and #; or @hourly, @daily, @weekly, @monthly, @yearly.',
      }),
    }),
    z.strictObject({
      kind: z.literal('interval'),
      every_s: z.int().min(1).max(31_622_400).meta({ title: 'Every', unit: 's' }),
      anchor: moment.optional().meta({
        title: 'Counted from',
        description: 'A moment it fires at; the others lie whole intervals from it. Without it: when it was saved.',
      }),
    }),
    z.strictObject({
      kind: z.literal('once'),
      at: moment.optional().meta({ title: 'At' }),
      in: z
        .string()
        .regex(/^[1-9]\d{0,5}(s|m|h|d)$/, 'must be a length such as 30s, 15m, 2h or 1d')
        .optional()
        .meta({ title: 'In', description: 'As 30s, 15m, 2h, 1d from when it is saved, in place of `at`.' }),
    }),
    z.strictObject({
      kind: z.literal('calendar'),
      times: z.array(timeOfDaySchema).min(1).max(24).meta({ title: 'At' }),
      weekdays: z
        .array(weekdaySchema)
        .min(1)
        .max(7)
        .optional()
        .meta({ title: 'On', description: 'Every day without.' }),
      days: z
        .array(z.union([z.int().min(1).max(31), z.literal('last')]))
        .min(1)
        .max(32)
        .optional()
        .meta({
          title: 'Days of the month',
          description: 'In place of weekdays. A month without the day is passed over.',
        }),
    }),
    z.strictObject({ kind: z.literal('manual') }),
  ])
  .meta({ id: 'Trigger', title: 'When' })
export type Trigger = z.infer<typeof triggerSchema>

/** A time in which a schedule does not fire by itself. */
export const blackoutSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('daily'),
      from: timeOfDaySchema,
      until: timeOfDaySchema.meta({ description: 'Not later than `from` means on the next day.' }),
      weekdays: z
        .array(weekdaySchema)
        .min(1)
        .max(7)
        .optional()
        .meta({ description: 'On which it begins; all without.' }),
    }),
    z.strictObject({ kind: z.literal('dates'), from: moment, until: moment }),
  ])
  .meta({ id: 'Blackout' })
export type Blackout = z.infer<typeof blackoutSchema>

/** What becomes of occurrences that were due while nothing could fire: a sleep, a stop, a clock that was set. */
export const misfireSchema = z
  .strictObject({
    policy: z.enum(['run_once', 'skip', 'run_all']).default('run_once').meta({
      title: 'Missed',
      description: '`run_once`: the latest of them runs; `skip`: none; `run_all`: each, the latest `max` of them.',
    }),
    window_s: z.int().min(0).max(31_622_400).default(86_400).meta({
      title: 'Not older than',
      description: 'What was due longer ago is not run any more.',
      unit: 's',
    }),
    max: z.int().min(1).max(1000).default(10).meta({ title: 'At most', unit: 'runs' }),
  })
  .meta({ id: 'Misfire', title: 'Missed occurrences' })
export type Misfire = z.infer<typeof misfireSchema>

/** What a firing does while a job of its schedule is not over. */
export const OVERLAPS = ['skip', 'queue', 'allow', 'replace'] as const
export const overlapSchema = z.enum(OVERLAPS).meta({ id: 'Overlap' })
export type Overlap = z.infer<typeof overlapSchema>

/** The job that each firing adds: a JobSpec without what tells one job from another. */
export const jobTemplateSchema = jobSpecSchema.refine(
  ({ id, idempotency_key, run_at }) => id === undefined && idempotency_key === undefined && run_at === undefined,
  { params: { rule: 'template' } },
)
export type JobTemplate = z.infer<typeof jobTemplateSchema>

export const scheduleNameSchema = text(200, 1).refine((name) => name.trim() === name && !/[\r\n]/.test(name), {
  params: { rule: 'one_line' },
})

/** What the operator defines: which job, when, and what holds it back. */
export const scheduleSpecSchema = z
  .strictObject({
    name: scheduleNameSchema.meta({ title: 'Name', description: 'No two schedules have the same.' }),
    note: text(2000).optional().meta({ title: 'Note' }),
    zone: zoneSchema.default('UTC').meta({ title: 'Time zone' }),
    trigger: triggerSchema,
    after: z.array(chainLinkSchema).max(MAX_CHAIN_PARENTS).default([]).meta({ title: 'After other schedules' }),
    join: chainJoinSchema.default('any').meta({ title: 'Of several' }),
    job: jobTemplateSchema,
    fill: z.array(fillSchema).max(64).default([]).meta({
      title: 'Values',
      description: 'What is put into the job when it fires.',
    }),
    misfire: misfireSchema.prefault({}),
    jitter_s: z.int().min(0).max(86_400).default(0).meta({
      title: 'Spread',
      description: 'Each occurrence starts up to so much later, by an amount that is always the same for it.',
      unit: 's',
    }),
    blackouts: z.array(blackoutSchema).max(16).default([]).meta({
      title: 'Not in',
      description: 'What is due meanwhile is not run; a firing of a chain waits for the end.',
    }),
    overlap: overlapSchema.default('skip').meta({
      title: 'While one runs',
      description:
        '`skip`: the next is refused; `queue`: it waits; `allow`: it starts beside it; `replace`: the job is stopped and the next follows.',
    }),
    max_waiting: z
      .int()
      .min(0)
      .max(1000)
      .default(25)
      .meta({ title: 'Waiting firings', description: 'More are refused.' }),
    breaker: z
      .strictObject({ failures: z.int().min(1).max(1000).nullable().default(5) })
      .prefault({})
      .meta({
        title: 'Breaker',
        description: 'After so many `failures` of its jobs in a row it stops firing; with null, never.',
      }),
    delete_after_run: z.boolean().default(false).meta({
      title: 'Delete after it ran',
      description: 'One that fires once: however its job ended; others: when a job succeeded. Its history stays.',
    }),
    ttl_h: z.int().min(1).max(87_600).optional().meta({
      title: 'Delete when off for',
      description: 'Counted from its last job.',
      unit: 'h',
    }),
    max_fanout: z.int().min(1).max(100).default(25).meta({
      title: 'Fan-out',
      description: 'How many schedules one job of it may set off.',
    }),
    max_pending_approvals: z.int().min(1).max(100).default(10).meta({
      title: 'Waiting for approval',
      description: 'More are refused.',
    }),
    requires_endpoint: text(64, 1).optional().meta({
      title: 'Needs endpoint',
      description: 'While it is down, firings wait.',
    }),
  })
  .meta({ id: 'ScheduleSpec', title: 'Schedule' })
export type ScheduleSpec = z.infer<typeof scheduleSpecSchema>
export type ScheduleSpecInput = z.input<typeof scheduleSpecSchema>

export const scheduleStateSchema = z.enum(SCHEDULE_STATES).meta({ id: 'ScheduleState' })
export type ScheduleState = z.infer<typeof scheduleStateSchema>

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
