import { z } from 'zod'
import { jobApprovalSchema } from './approval-rule.ts'
import { budgetsSchema, type Budgets } from './budgets.ts'
import { deliverSchema } from './delivery.ts'
import { drainWhySchema } from './drain.ts'
import { jobOriginSchema } from './dispatch.ts'
import { capSchema, idSchema, workspaceNameSchema } from './names.ts'
import { notesSchema } from './notes.ts'
import { poolNameSchema } from './pool.ts'
import { policySchema, type Policy } from './policy.ts'
import { powerSourceSchema } from './power.ts'
import { presetNameSchema } from './presets.ts'
import {
  docCompactorPayload,
  type JobType,
  repoIndexPayload,
  shellPayload,
  testRunnerPayload,
  watchdogPayload,
} from './tasks/index.ts'
import { text } from './text.ts'
import { trustSchema } from './trust.ts'
import { HELD_REASONS, JOB_STATES } from './plain.ts'

/** Size of a job as text. A payload at all its limits fits in it with room. */
export const MAX_JOB_BYTES = 4 * 1024 * 1024

/** Compatibility with an older system's output, byte for byte; see `docs/migrating-from-dali.md`. */
export const compatSchema = z.enum(['dali']).meta({ id: 'Compat' })
export type Compat = z.infer<typeof compatSchema>

const retryOnSchema = z.array(z.enum(['failed', 'timed_out', 'over_budget'])).max(3)

/** How long a job waits before it is tried again; without it, as the core is set. */
export const retryWaitSchema = z
  .strictObject({
    first_s: z.int().min(1).max(86_400).default(30).meta({ title: 'First wait', unit: 's' }),
    factor: z.number().min(1).max(10).default(2).meta({ title: 'Then times' }),
    longest_s: z.int().min(1).max(604_800).default(3600).meta({ title: 'Longest wait', unit: 's' }),
    jitter: z.number().min(0).max(1).default(0.25).meta({
      title: 'Spread',
      description: 'Each wait is shorter or longer by up to this part of it, at random.',
    }),
  })
  .meta({ id: 'RetryWait' })
export type RetryWait = z.infer<typeof retryWaitSchema>

/** What becomes of a run that was lost, so that nobody knows how far it came: tried again, or not. */
export const replaySchema = z.enum(['at_least_once', 'at_most_once']).meta({ id: 'Replay' })
export type Replay = z.infer<typeof replaySchema>

const shared = {
  id: idSchema.optional().meta({ title: 'Id', description: 'Chosen by the caller; otherwise made here.' }),
  budgets: budgetsSchema,
  policy: policySchema,
  preset: presetNameSchema.optional().meta({
    title: 'Preset',
    description: 'Stands for the fields of the policy, and the budgets of commands, that the job does not name itself.',
  }),
  sandbox_why: text(500, 1).optional().meta({
    title: 'Why less sandbox',
    description: 'Needed where the policy asks for less than the usual minimum; kept in the ledger with who asked.',
  }),
  workspace: workspaceNameSchema
    .optional()
    .meta({ title: 'Workspace', description: 'May be left out while there is exactly one.' }),
  requires: z.array(capSchema).max(16).optional().meta({
    title: 'Requires',
    description: 'Capabilities beyond those of the job type that a worker must offer.',
  }),
  priority: z
    .int()
    .min(-100)
    .max(100)
    .default(0)
    .meta({ title: 'Priority', description: 'Higher goes first; equal ones by age.' }),
  run_at: z.iso.datetime({ offset: true }).optional().meta({ title: 'Not before', description: 'ISO 8601 with zone.' }),
  idempotency_key: text(128, 1).optional().meta({
    title: 'Idempotency key',
    description: 'Sending the same content under the same key again returns the job that is there.',
  }),
  max_attempts: z
    .int()
    .min(1)
    .max(20)
    .default(3)
    .meta({ title: 'Attempts', description: 'How often a lost or transiently failed run is tried.', unit: 'runs' }),
  retry_on: retryOnSchema.default([]).meta({ title: 'Also retry on', description: 'Ends that are normally final.' }),
  retry_wait: retryWaitSchema.optional().meta({ title: 'Waits between attempts' }),
  replay: replaySchema.optional().meta({
    title: 'After a crash',
    description:
      'A run that was cut off is tried again (`at_least_once`), or never (`at_most_once`): then its job fails. Without it: tried again.',
  }),
  pool: poolNameSchema.optional().meta({
    title: 'Pool',
    description: 'Jobs of the same pool share its slots; each takes as many as `max_concurrency_slots` says.',
  }),
  deferrable: z.boolean().optional().meta({
    title: 'May wait for mains',
    description:
      'It does not start while the machine saves energy or runs on its battery, as the operator has settled it. What runs goes on.',
  }),
  approval: jobApprovalSchema
    .optional()
    .meta({ title: 'Approval', description: 'What the job asks to be asked about.' }),
  trust: trustSchema.optional().meta({ title: 'Trust', description: 'What must hold before each run starts.' }),
  deliver: deliverSchema.optional().meta({ title: 'Deliver', description: 'Who is told of its end.' }),
  compat: compatSchema.optional().meta({ title: 'Compatibility' }),
  meta: notesSchema.optional().meta({ title: 'Notes', description: 'Free values of the caller, at most 16.' }),
}

/** What a caller asks for. Strict: an unknown key is an error, not a surprise later. */
export const jobSpecSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('repo_index_task'), payload: repoIndexPayload, ...shared }),
    z.strictObject({ type: z.literal('test_runner_task'), payload: testRunnerPayload, ...shared }),
    z.strictObject({ type: z.literal('doc_compactor_task'), payload: docCompactorPayload, ...shared }),
    z.strictObject({ type: z.literal('shell_task'), payload: shellPayload, ...shared }),
    z.strictObject({ type: z.literal('watchdog_task'), payload: watchdogPayload, ...shared }),
  ])
  .meta({ id: 'JobSpec', title: 'Job' })

export type JobSpec = z.infer<typeof jobSpecSchema>
export type JobSpecInput = z.input<typeof jobSpecSchema>

export const jobStateSchema = z.enum(JOB_STATES).meta({ id: 'JobState' })
export type JobState = z.infer<typeof jobStateSchema>

export const heldReasonSchema = z.enum(HELD_REASONS).meta({ id: 'HeldReason' })
export type HeldReason = z.infer<typeof heldReasonSchema>

/** Why a job that could run does not run yet; derived from the queue's situation when it is read. */
export const waitingReasonSchema = z
  .discriminatedUnion('code', [
    z.strictObject({ code: z.literal('kill_switch') }),
    z.strictObject({ code: z.literal('starts_later'), at: z.iso.datetime() }),
    z.strictObject({ code: z.literal('retry_later'), at: z.iso.datetime() }),
    z.strictObject({ code: z.literal('no_worker_offers'), caps: z.array(z.string()) }),
    z.strictObject({ code: z.literal('awaits_approval') }),
    z.strictObject({ code: z.literal('secrets_locked') }),
    z.strictObject({ code: z.literal('no_worker') }),
    z.strictObject({ code: z.literal('no_free_slot'), busy: z.int(), slots: z.int() }),
    z.strictObject({ code: z.literal('workspace_in_use'), workspace: z.string(), job: idSchema }),
    z.strictObject({ code: z.literal('pool_full'), pool: poolNameSchema, used: z.int(), size: z.int() }),
    z.strictObject({ code: z.literal('pool_paused'), pool: poolNameSchema }),
    z.strictObject({ code: z.literal('saves_power'), source: powerSourceSchema }),
    z.strictObject({ code: z.literal('asleep') }),
    z.strictObject({ code: z.literal('draining'), why: drainWhySchema }),
    z.strictObject({ code: z.literal('held'), reason: heldReasonSchema }),
    z.strictObject({ code: z.literal('starting') }),
  ])
  .meta({ id: 'WaitingReason' })
export type WaitingReason = z.infer<typeof waitingReasonSchema>

export const verdictSchema = z.enum(['passed', 'failed', 'partial']).meta({ id: 'Verdict' })
export type Verdict = z.infer<typeof verdictSchema>

/** Why a run or job ended the way it did: a code and the sentence shown for it. */
export const outcomeSchema = z.strictObject({ code: z.string().max(64), message: text(2000) }).meta({ id: 'Outcome' })
export type Outcome = z.infer<typeof outcomeSchema>

/** One job as every client sees it. Times are ISO 8601 UTC. */
export const jobSchema = z
  .strictObject({
    id: idSchema,
    seq: z.int().min(1).meta({ description: 'Order of enqueuing.' }),
    type: z.string(),
    title: z.string(),
    state: jobStateSchema,
    held_reason: heldReasonSchema.nullable(),
    waiting_reason: waitingReasonSchema.nullable(),
    workspace: z.string(),
    requires: z.array(z.string()),
    priority: z.int(),
    compat: compatSchema.nullable(),
    idempotency_key: z.string().nullable(),
    origin: jobOriginSchema.nullable().meta({ description: 'Null where a caller enqueued it.' }),
    created_at: z.iso.datetime(),
    run_at: z.iso.datetime().nullable(),
    finished_at: z.iso.datetime().nullable(),
    attempts: z.int().min(0).meta({ description: 'Runs that used up an attempt.' }),
    max_attempts: z.int().min(1),
    runs: z.int().min(0).meta({ description: 'All runs, those ended by the kill switch included.' }),
    last_run: idSchema.nullable(),
    worker: z.string().nullable().meta({ description: 'Worker of the run that is going on.' }),
    verdict: verdictSchema.nullable(),
    outcome: outcomeSchema.nullable(),
    cancel_requested: z.boolean(),
    budgets: budgetsSchema,
    usage: usageOfJob(),
  })
  .meta({ id: 'Job' })
export type Job = z.infer<typeof jobSchema>

function usageOfJob() {
  return z
    .strictObject({ wall_ms: z.int(), tool_calls: z.int(), output_bytes: z.int() })
    .nullable()
    .meta({ description: 'Used by the last run so far; null before the first.' })
}

/** A job with what was asked in full. */
export const jobDetailSchema = jobSchema
  .extend({
    payload: z.record(z.string(), z.unknown()),
    policy: policySchema,
    preset: presetNameSchema.nullable(),
    retry_on: retryOnSchema,
    retry_wait: retryWaitSchema.nullable(),
    replay: replaySchema.nullable(),
    pool: poolNameSchema.nullable(),
    deferrable: z.boolean().meta({ description: 'Whether it waits while the machine saves energy.' }),
    deliver: deliverSchema.nullable(),
    approval: jobApprovalSchema.nullable().meta({ description: 'What the job asks to be asked about.' }),
    trust: trustSchema.nullable().meta({ description: 'What must hold before each run starts.' }),
    meta: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'JobDetail' })
export type JobDetail = z.infer<typeof jobDetailSchema>

export type { Budgets, JobType, Policy }
