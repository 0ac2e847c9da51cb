import { z } from 'zod'

/** A job of the other system in words of neither, as far as a schedule here is made of it. Times are milliseconds. */
export const foreignJobSchema = z.object({
  id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  created_at: z.number().nullable(),
  when: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('cron'), expression: z.string(), zone: z.string() }),
    z.object({ kind: z.literal('every'), ms: z.number(), anchor: z.number().nullable() }),
    z.object({ kind: z.literal('at'), at: z.number().nullable() }),
    /** It only follows another. */
    z.object({ kind: z.literal('child') }),
    z.object({ kind: z.literal('unreadable'), why: z.string() }),
  ]),
  work: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('line'), line: z.string() }),
    z.object({ kind: z.literal('argv'), argv: z.array(z.string()), cwd: z.string().nullable() }),
    z.object({
      kind: z.literal('watchdog'),
      line: z.string(),
      target: z.string(),
      timeout_min: z.number(),
      started_at: z.number().nullable(),
      self_destruct: z.boolean(),
    }),
    /** An agent turn or an event of a session: what a model does. */
    z.object({ kind: z.literal('model'), form: z.string(), text: z.string() }),
  ]),
  parent: z
    .object({ id: z.string(), on: z.string(), delay_s: z.number(), condition: z.string().nullable() })
    .nullable(),
  overlap: z.string(),
  timeout_ms: z.number(),
  max_retries: z.number(),
  max_waiting: z.number(),
  max_pending_approvals: z.number(),
  max_fanout: z.number(),
  delete_after_run: z.boolean(),
  ttl_hours: z.number().nullable(),
  pool: z.string().nullable(),
  guarantee: z.string().nullable(),
  approval: z.object({ timeout_s: z.number(), auto: z.string() }).nullable(),
  delivery: z.object({ mode: z.string(), channel: z.string().nullable(), to: z.string().nullable() }).nullable(),
  /** Names of fields of identity, proof, authorisation and contract that are set. */
  trust: z.array(z.string()),
  read_only: z.boolean(),
  plan_only: z.boolean(),
  jitter_ms: z.number(),
  /** Everything it was, for the record. */
  original: z.record(z.string(), z.unknown()),
})
export type ForeignJob = z.infer<typeof foreignJobSchema>

/** A run that is over. */
export const foreignRunSchema = z.object({
  id: z.string(),
  status: z.string(),
  started_at: z.number(),
  finished_at: z.number(),
  exit_code: z.number().nullable(),
  signal: z.string().nullable(),
  error: z.string().nullable(),
  stdout: z.string(),
  stderr: z.string(),
  stdout_bytes: z.number(),
  stderr_bytes: z.number(),
})
export type ForeignRun = z.infer<typeof foreignRunSchema>

export const foreignAliasSchema = z.object({
  alias: z.string(),
  channel: z.string(),
  target: z.string(),
  description: z.string().nullable(),
})
export type ForeignAlias = z.infer<typeof foreignAliasSchema>

export const foreignAgentSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  capabilities: z.array(z.string()),
})
export type ForeignAgent = z.infer<typeof foreignAgentSchema>

/** What an installation holds, without its runs. */
export const foreignSchema = z.object({
  form: z.enum(['scheduler_database', 'jobs_json']),
  version: z.number().nullable(),
  bytes: z.number(),
  sha256: z.string(),
  counts: z.record(z.string(), z.number()),
  /** Parents stand before their children. */
  jobs: z.array(foreignJobSchema),
  aliases: z.array(foreignAliasSchema),
  agents: z.array(foreignAgentSchema),
  /** Tables that have no place here, with their rows as JSON. */
  kept: z.array(z.object({ what: z.string(), rows: z.number(), json: z.string() })),
})
export type Foreign = z.infer<typeof foreignSchema>
