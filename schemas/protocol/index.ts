import { z } from 'zod'
import { budgetsSchema, usageSchema } from '../budgets.ts'
import { EVENT_VERSION, REPORTED_STEP_KINDS } from '../events/index.ts'
import { compatSchema, outcomeSchema, verdictSchema } from '../job.ts'
import { idSchema } from '../names.ts'
import { ARTIFACT_KINDS } from '../plain.ts'
import { minimumLevelSchema, policySchema, sandboxFindingSchema, sandboxReportSchema } from '../policy.ts'
import { runHeaderSchema } from '../run.ts'
import { secretNameSchema } from '../secrets.ts'
import { contractSchema } from '../trust.ts'

/**
 * Core and worker speak in messages over a port that has no backpressure of its own. So every message of a run carries a
 * sequence number; the core acknowledges what is committed; output is sent only against credit; and a message whose
 * fencing token is not current changes nothing.
 */
export const PROTOCOL_VERSION = 4

/** Output bytes a worker may have sent without the core having stored them. */
export const INITIAL_CREDIT_BYTES = 1024 * 1024

/** Largest text of one output frame, in UTF-16 units. */
export const MAX_FRAME_UNITS = 64 * 1024

const token = z.int().min(1)
const seq = z.int().min(1)

/** What a worker needs to do one run. It parses this again and refuses what does not fit. */
export const assignmentSchema = z.strictObject({
  run: idSchema,
  number: z.int().min(1),
  token,
  job: z.strictObject({
    id: idSchema,
    type: z.string(),
    payload: z.unknown(),
    budgets: budgetsSchema,
    policy: policySchema,
    compat: compatSchema.nullable(),
    /** It is never to run twice: it is handed over only once its claim outlives a power cut. */
    once: z.literal(true).optional(),
    /** Whether the job itself asks before each of its steps; rules of the operator ask beside it. */
    asks_steps: z.literal(true).optional(),
    /** There where gates stand before the run; the core holds it back until they let it through. */
    trust: z.strictObject({ paths: contractSchema.shape.allowed_paths }).optional(),
  }),
  /** What the operator approved it by; `network`: all of the network is part of that. */
  approval: z.strictObject({ id: idSchema, network: z.boolean() }).optional(),
  /** Where an earlier run of the job was suspended, in its handler's own form. */
  continuation: z.unknown().optional(),
  workspace: z.strictObject({
    name: z.string(),
    path: z.string(),
    /** Folders of programs that commands may read beside the system's, by their real paths. */
    toolchains: z.array(z.string().max(4096)).max(64).optional(),
    /** The level its jobs need at most, where the operator lowered it. */
    sandbox_floor: minimumLevelSchema.optional(),
  }),
  /** Folder of this run for its artifacts and temporary files; the core removes it. */
  scratch: z.string(),
  lease_ms: z.int(),
})
export type Assignment = z.infer<typeof assignmentSchema>

export const toWorkerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('hello'),
    protocol: z.int(),
    worker: z.string(),
    kill_switch_file: z.string(),
    /** Marks every process of this core life in its environment (`INTERLOCK_RUN`), so that leftovers can be found. */
    cookie: z.string(),
  }),
  z.strictObject({
    kind: z.literal('assign'),
    assignment: assignmentSchema,
    /** Values of the secrets its policy names. They stand beside the assignment, which is what the core keeps. */
    secrets: z.record(secretNameSchema, z.string()).optional(),
  }),
  /** Try the sandbox anew: findings as they come, then the whole report. */
  z.strictObject({ kind: z.literal('self_test') }),
  z.strictObject({ kind: z.literal('ack'), run: idSchema, seq }),
  /** As `ack`, but these of the steps it was about are not recorded and must not begin. */
  z.strictObject({
    kind: z.literal('withheld'),
    run: idSchema,
    seq,
    steps: z
      .array(
        z.strictObject({
          step: z.int(),
          /** Ask: the run is to be suspended. Otherwise the operator decided, and the step is left out. */
          why: z.enum(['ask', 'rejected', 'answered']),
          note: z.string().nullable(),
        }),
      )
      .min(1)
      .max(500),
  }),
  z.strictObject({ kind: z.literal('credit'), run: idSchema, bytes: z.int().min(1) }),
  z.strictObject({ kind: z.literal('stop'), run: idSchema, reason: z.enum(['cancel', 'kill_switch', 'shutdown']) }),
  /** The finish of this run is committed; the worker may forget it. Another assignment in its place says the same. */
  z.strictObject({ kind: z.literal('finished'), run: idSchema }),
  z.strictObject({ kind: z.literal('bye') }),
])
export type ToWorker = z.infer<typeof toWorkerSchema>

/** One step as reported: the event's own fields, and its body, which the core stores apart. */
export const reportedStepSchema = z.strictObject({
  at: z.int(),
  kind: z.enum(REPORTED_STEP_KINDS),
  /** Payload of the event without its `body`. */
  payload: z.record(z.string(), z.unknown()),
  body: z.unknown().optional(),
})
export type ReportedStep = z.infer<typeof reportedStepSchema>

/** Largest continuation of a suspended run, as JSON, in UTF-16 units. */
export const MAX_CONTINUATION_UNITS = 4 * 1024 * 1024

/** Longest text of an artifact that travels with the finish, in UTF-16 units; a longer one lies in a file. */
export const MAX_ARTIFACT_TEXT_UNITS = 16 * 1024

const artifactFacts = {
  kind: z.enum(ARTIFACT_KINDS),
  name: z.string().min(1).max(255),
  media_type: z.string().max(128),
}

/** What the run leaves as an artifact: a file in its scratch folder, or the text itself. */
export const reportedArtifactSchema = z.union([
  z.strictObject({
    ...artifactFacts,
    /** Name inside the scratch folder; no path. */
    file: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/),
  }),
  z.strictObject({ ...artifactFacts, text: z.string().max(MAX_ARTIFACT_TEXT_UNITS) }),
])
export type ReportedArtifact = z.infer<typeof reportedArtifactSchema>

export const finishSchema = z.strictObject({
  state: z.enum(['succeeded', 'failed', 'timed_out', 'over_budget', 'killed', 'cancelled', 'suspended']),
  /** Code and sentence of an end that is not a success. */
  outcome: outcomeSchema.nullable(),
  /** Whether trying again may help. Only looked at for `failed`. */
  transient: z.boolean(),
  result: z.unknown(),
  verdict: verdictSchema.nullable(),
  usage: usageSchema,
  artifacts: z.array(reportedArtifactSchema).max(64),
  /** Of a run that is suspended: the step it was not to begin, and where the next run goes on. */
  suspension: z.strictObject({ step: z.int(), continuation: z.unknown() }).optional(),
})
export type Finish = z.infer<typeof finishSchema>

export const fromWorkerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('ready'),
    protocol: z.int(),
    pid: z.int(),
    node: z.string().max(32),
    version: z.string().max(64),
    offers: z.array(z.string()).max(64),
    sandbox: sandboxReportSchema,
  }),
  z.strictObject({ kind: z.literal('finding'), finding: sandboxFindingSchema }),
  z.strictObject({ kind: z.literal('sandbox'), sandbox: sandboxReportSchema }),
  z.strictObject({ kind: z.literal('header'), run: idSchema, token, seq, header: runHeaderSchema }),
  z.strictObject({
    kind: z.literal('steps'),
    run: idSchema,
    token,
    seq,
    steps: z.array(reportedStepSchema).min(1).max(500),
  }),
  /** A process the run started, so that it can be found again after a crash of either side. `step` as in `tool.called`. */
  z.strictObject({
    kind: z.literal('spawned'),
    run: idSchema,
    token,
    seq,
    step: z.int(),
    pid: z.int(),
    start_time: z.string().max(64),
  }),
  z.strictObject({
    kind: z.literal('output'),
    run: idSchema,
    token,
    seq,
    frames: z
      .array(
        z.strictObject({
          at: z.int(),
          stream: z.enum(['stdout', 'stderr', 'note']),
          text: z.string().max(MAX_FRAME_UNITS),
        }),
      )
      .min(1)
      .max(256),
  }),
  z.strictObject({ kind: z.literal('usage'), run: idSchema, token, usage: usageSchema }),
  z.strictObject({ kind: z.literal('finish'), run: idSchema, token, seq, finish: finishSchema }),
])
export type FromWorker = z.infer<typeof fromWorkerSchema>
/** What a worker says of a run, as against of itself. */
export type FromRun = Extract<FromWorker, { readonly run: string }>
export type OutputFrameMessage = Extract<FromWorker, { kind: 'output' }>['frames'][number]

/**
 * A heartbeat is one line of JSON on its own pipe (file descriptor 3 of a forked worker), written by a thread that goes on
 * while the worker's main thread is busy. `main_age_ms` says how long that one has not turned its loop.
 */
export const beatSchema = z.strictObject({ main_age_ms: z.int().min(0) })
export type Beat = z.infer<typeof beatSchema>
export const BEAT_INTERVAL_MS = 1000
export const BEAT_DESCRIPTOR = 3
/** Of a worker in Electron, which gives its processes no further descriptor: stdout, on which nothing else is written. */
export const UTILITY_BEAT_DESCRIPTOR = 1

export { EVENT_VERSION }
export * from './file-task.ts'
export * from './trust-host.ts'
