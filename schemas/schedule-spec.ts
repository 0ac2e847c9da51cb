import { z } from 'zod'
import { chainJoinSchema, chainLinkSchema, MAX_CHAIN_PARENTS } from './chain.ts'
import { jobSpecSchema } from './job.ts'
import { SCHEDULE_STATES } from './plain.ts'
import { fillSchema } from './template.ts'
import { text } from './text.ts'
import { blackoutSchema, triggerSchema, zoneSchema } from './trigger.ts'

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
