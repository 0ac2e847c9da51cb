import { z } from 'zod'
import { usageSchema } from '../budgets.ts'
import { compatSchema, verdictSchema } from '../job.ts'
import { bodyRefSchema } from './body.ts'

const system = z.enum(['dali', 'openclaw_scheduler', 'openclaw'])
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const importId = z.string().max(64)

/**
 * What came from another system. Each says everything that becomes current state; times inside payloads are those of the
 * original, in integer milliseconds, while the event's own time is that of the import.
 */
export const importEvents = {
  /** A job, held; what its runs made of it follows. */
  'job.imported': z.strictObject({
    system,
    import: importId,
    type: z.string(),
    payload_version: z.int(),
    workspace: z.string(),
    requires: z.array(z.string()),
    lane: z.string(),
    priority: z.int(),
    max_attempts: z.int(),
    compat: compatSchema.nullable(),
    /** Made of where it came from and its content, so that importing it again finds it. */
    idempotency_key: z.string(),
    created_at: z.int(),
    spec: bodyRefSchema,
    /** Its id, rows and state there. */
    original: bodyRefSchema,
  }),
  /** One attempt of an imported job, from its claim to its end. Its fencing token is this event's number. */
  'run.imported': z.strictObject({
    system,
    import: importId,
    number: z.int(),
    worker: z.string(),
    ready_at: z.int(),
    started_at: z.int(),
    finished_at: z.int(),
    state: z.enum(['succeeded', 'failed', 'timed_out', 'over_budget', 'killed', 'lost']),
    code: z.string().max(64).nullable(),
    message: bodyRefSchema.nullable(),
    result: bodyRefSchema.nullable(),
    verdict: verdictSchema.nullable(),
    usage: usageSchema,
    /** Lines of the original ledger; null where it has none. */
    claim_row: z.int().nullable(),
    end_row: z.int().nullable(),
    heartbeats: z.int(),
    /** When its last lease ended; null where that is no moment. */
    lease_until: z.int().nullable(),
    /** The evidence the original kept of the job's runs, as it was; with the run that wrote to it last. */
    evidence: bodyRefSchema.nullable(),
    artifacts: z.array(z.string()),
    /** What becomes of the job; null leaves it as it is. */
    job_state: z.enum(['succeeded', 'failed', 'held']).nullable(),
  }),
  /** A file of evidence that belongs to no job here. */
  'import.file_kept': z.strictObject({ system, import: importId, name: bodyRefSchema, body: bodyRefSchema }),
  /** A job of another scheduler became a schedule, which an event of its own tells of. */
  'schedule.imported': z.strictObject({
    system,
    import: importId,
    /** Made of where it came from and its id there, so that importing it again finds it. */
    key: sha256,
    /** Of what it was there, so that a change is noticed. */
    digest: sha256,
    schedule: z.string().max(64),
    original: bodyRefSchema,
  }),
  /** Rows that have no place of their own here, as they were. */
  'import.table_kept': z.strictObject({
    system,
    import: importId,
    what: z.string().max(64),
    rows: z.int(),
    body: bodyRefSchema,
  }),
  'import.schedules_finished': z.strictObject({
    system,
    import: importId,
    source: bodyRefSchema,
    sha256,
    workspace: z.string(),
    schedules: z.int(),
    left: z.int(),
    runs: z.int(),
  }),
  'import.finished': z.strictObject({
    system,
    import: importId,
    source: bodyRefSchema,
    /** Of the whole ledger as it was read. */
    ledger_sha256: z.string().regex(/^[0-9a-f]{64}$/),
    workspace: z.string(),
    kill_switch: z.boolean(),
    rows: z.int(),
    jobs: z.int(),
    runs: z.int(),
    artifacts: z.int(),
    files: z.int(),
    /** Rows that could not be read, with their lines and what they held. */
    unreadable: bodyRefSchema.nullable(),
    unreadable_rows: z.int(),
  }),
} as const
