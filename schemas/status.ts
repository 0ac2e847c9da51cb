import { z } from 'zod'
import { jobStateSchema, waitingReasonSchema } from './job.ts'
import { idSchema, workspaceNameSchema } from './names.ts'
import { powerSchema } from './power.ts'
import { minimumLevelSchema, sandboxFindingSchema, sandboxLevelSchema, toolchainSchema } from './policy.ts'

export const killSwitchModeSchema = z.enum(['released', 'engaged', 'engaged_hard']).meta({ id: 'KillSwitchMode' })
export type KillSwitchMode = z.infer<typeof killSwitchModeSchema>

/** Where an engagement or release came from: the console, a file, the command line, a script, an import. */
export const killSwitchSourceSchema = z
  .enum(['operator', 'file', 'cli', 'api', 'import'])
  .meta({ id: 'KillSwitchSource' })
export type KillSwitchSource = z.infer<typeof killSwitchSourceSchema>

/** The kill switch as the core confirms it. */
export const killSwitchSchema = z
  .strictObject({
    mode: killSwitchModeSchema,
    since: z.iso.datetime().nullable(),
    source: killSwitchSourceSchema.nullable(),
    note: z.string().nullable(),
    file_present: z.boolean().meta({ description: 'Whether the file KILL_SWITCH lies in the data directory.' }),
    stopping: z.array(idSchema).meta({ description: 'Runs told to stop that have not ended yet.' }),
    killed: z.array(z.strictObject({ run: idSchema, job: idSchema, title: z.string(), type: z.string() })).meta({
      description: 'Runs this engagement ended; the release asks what becomes of each.',
    }),
    waiting: z.int().meta({ description: 'Jobs that could run but for the switch.' }),
    ended_ms: z.int().nullable().meta({ description: 'How long a hard stop took until the last process was gone.' }),
    processes_ended: z.int().nullable(),
  })
  .meta({ id: 'KillSwitch' })
export type KillSwitch = z.infer<typeof killSwitchSchema>

export const workerSchema = z
  .strictObject({
    id: idSchema,
    slot: z.int(),
    state: z.enum(['starting', 'idle', 'busy', 'silent', 'stopping', 'stopped']),
    pid: z.int().nullable(),
    offers: z.array(z.string()),
    sandbox_level: sandboxLevelSchema.nullable(),
    sandbox_reason: z.string().nullable(),
    sandbox_findings: z.array(sandboxFindingSchema).nullable().meta({
      description:
        'What its self-test found, promise by promise; null until it has run. While one goes on, those tried so far.',
    }),
    sandbox_testing: z.boolean().meta({ description: 'A self-test that was asked for goes on.' }),
    sandbox_tested_at: z.iso.datetime().nullable(),
    sandbox_remedy: z.string().nullable().meta({ description: 'What to set up on this machine for a higher level.' }),
    run: idSchema.nullable(),
    job: idSchema.nullable(),
    since: z.iso.datetime().nullable().meta({ description: 'Since when it is in this state.' }),
    last_beat_at: z.iso.datetime().nullable(),
    restarts: z.int(),
    restart_at: z.iso.datetime().nullable(),
    last_exit: z.string().nullable(),
  })
  .meta({ id: 'Worker' })
export type Worker = z.infer<typeof workerSchema>

export const workspaceSchema = z
  .strictObject({
    name: workspaceNameSchema,
    path: z.string(),
    added_at: z.iso.datetime(),
    demo: z.boolean(),
    state: z.enum(['present', 'missing', 'unknown']).meta({ description: '`unknown` until a worker has looked.' }),
    toolchains: z
      .array(toolchainSchema)
      .meta({ description: 'Programs outside of the system’s folders that commands of its jobs see, read-only.' }),
    sandbox_floor: minimumLevelSchema
      .nullable()
      .meta({ description: 'The level below which its jobs are refused, where the operator lowered it.' }),
  })
  .meta({ id: 'Workspace' })
export type Workspace = z.infer<typeof workspaceSchema>

/** The toolchains of a workspace, and what else is on this machine to choose from. */
export const workspaceToolchainsSchema = z
  .strictObject({
    workspace: workspaceNameSchema,
    toolchains: z.array(
      toolchainSchema.extend({ missing: z.array(z.string()).meta({ description: 'Its folders that are not there.' }) }),
    ),
    proposed: z.array(toolchainSchema).meta({ description: 'Found on this machine, and not given to its jobs.' }),
  })
  .meta({ id: 'WorkspaceToolchains' })
export type WorkspaceToolchains = z.infer<typeof workspaceToolchainsSchema>

/** Jobs per state; kept, not counted. */
export const jobCountsSchema = z.record(jobStateSchema, z.int()).meta({ id: 'JobCounts' })
export type JobCounts = z.infer<typeof jobCountsSchema>

export const ledgerHeadSchema = z.strictObject({
  seq: z.int(),
  hash: z.string(),
  segments: z.int(),
  verified_seq: z
    .int()
    .nullable()
    .meta({ description: 'Last row of the last verification; null before the first of this life.' }),
  verified_at: z.iso.datetime().nullable(),
  verified_ok: z.boolean().nullable(),
})

/** The answer to «how is it», for people and scripts. */
export const statusSchema = z
  .strictObject({
    core: z.strictObject({
      id: idSchema,
      version: z.string(),
      pid: z.int(),
      home: z.string(),
      shell: z.enum(['daemon', 'desktop', 'cli']),
      started_at: z.iso.datetime(),
      node: z.string(),
      platform: z.string(),
      command: z.string().meta({
        description:
          'What starts the command line of this installation from any folder of this machine, quoted for a shell: `interlock` where that is on the PATH.',
      }),
    }),
    now: z.iso.datetime().meta({ description: 'The core’s clock; relative times are counted from it.' }),
    kill_switch: killSwitchSchema,
    counts: jobCountsSchema,
    oldest_queued_at: z.iso.datetime().nullable(),
    oldest_queued_reason: waitingReasonSchema.nullable().meta({ description: 'Why that job has not started.' }),
    slots: z.int(),
    workers: z.array(workerSchema),
    ledger: ledgerHeadSchema,
    console_url: z.string().nullable().meta({ description: 'Address of the console without a sign-in code.' }),
    needs_review: z.int().meta({ description: 'Artifacts that wait for the operator.' }),
    approvals: z.int().meta({ description: 'Requests that wait for the operator to approve or reject.' }),
    power: powerSchema.meta({ description: 'What feeds this machine, as a shell reports it.' }),
    first_start: z.boolean().meta({ description: 'Whether nothing has been enqueued yet.' }),
    disk_free_bytes: z.int().nullable(),
    sandbox: z
      .strictObject({
        level: sandboxLevelSchema,
        reason: z.string(),
        remedy: z.string().nullable().meta({ description: 'What to set up for a higher level.' }),
      })
      .nullable()
      .meta({ description: 'The weakest that a worker found; null until one has looked.' }),
  })
  .meta({ id: 'Status' })
export type Status = z.infer<typeof statusSchema>

/** One finding of the health check. */
export const healthCheckSchema = z.strictObject({
  check: z.string(),
  state: z.enum(['good', 'warn', 'bad']),
  text: z.string(),
  remedy: z.string().nullable(),
})

/** Health carries what DALI's did and more. `events` is the number of ledger rows, `last_event` the kind of the last. */
export const healthSchema = z
  .strictObject({
    ok: z.boolean(),
    kill_switch: z.boolean(),
    ledger_path: z.string(),
    events: z.int(),
    last_event: z.string().nullable(),
    model_stub_mode: z.boolean(),
    model_api_base: z.string(),
    model_reachable: z.boolean().nullable(),
    model_detail: z.string(),
    loop_delay_ms: z
      .strictObject({ p50: z.number(), p99: z.number(), max: z.number() })
      .meta({ description: 'Event-loop delay of the core since its start.' }),
    memory_bytes: z.int(),
    checks: z.array(healthCheckSchema),
  })
  .meta({ id: 'Health' })
export type Health = z.infer<typeof healthSchema>

/** What `evidence.verify` found. */
export const verificationSchema = z
  .strictObject({
    ok: z.boolean(),
    rows: z.int(),
    segments: z.int(),
    head: z.strictObject({ seq: z.int(), hash: z.string() }),
    first_bad: z.strictObject({ seq: z.int(), problem: z.string() }).nullable(),
    bodies_checked: z.int(),
    bad_bodies: z.array(z.strictObject({ id: z.string(), seq: z.int(), problem: z.string() })),
    duration_ms: z.int(),
  })
  .meta({ id: 'Verification' })
export type Verification = z.infer<typeof verificationSchema>
