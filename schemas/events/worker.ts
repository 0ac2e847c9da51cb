import { z } from 'zod'
import { sandboxLevelSchema, sandboxPromiseSchema } from '../policy.ts'

/** Workers, seen by the supervisor. */
export const workerEvents = {
  'worker.started': z.strictObject({
    pid: z.int(),
    slot: z.int(),
    offers: z.array(z.string()),
    sandbox_level: sandboxLevelSchema,
    sandbox_reason: z.string().max(512),
    node: z.string().max(32),
    version: z.string().max(64),
  }),
  /** A self-test that was asked for. */
  'worker.self_tested': z.strictObject({
    slot: z.int(),
    sandbox_level: sandboxLevelSchema,
    sandbox_reason: z.string().max(512),
    /** Promises the operating system does not keep. */
    broken: z.array(sandboxPromiseSchema).max(64),
  }),
  'worker.exited': z.strictObject({
    slot: z.int(),
    exit_code: z.int().nullable(),
    signal: z.string().max(32).nullable(),
    wanted: z.boolean(),
    reason: z.string().max(128),
    restart_in_ms: z.int().nullable(),
  }),
  'worker.silent': z.strictObject({
    slot: z.int(),
    silent_ms: z.int(),
    cause: z.enum(['no_heartbeat', 'stuck', 'wall_time']),
  }),
  'worker.misbehaved': z.strictObject({ slot: z.int(), problem: z.string().max(256) }),
  'worker.idle': z.strictObject({ slot: z.int(), idle_for_s: z.int() }),
  'worker.transient_error': z.strictObject({ slot: z.int(), error: z.string().max(512), backoff_s: z.number() }),
  'worker.loop_exit': z.strictObject({ slot: z.int(), reason: z.enum(['shutdown']) }),
} as const
