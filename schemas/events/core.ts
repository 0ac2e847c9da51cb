import { z } from 'zod'

/** The life of the core and of the ledger itself. */
export const coreEvents = {
  'core.started': z.strictObject({
    version: z.string(),
    pid: z.int(),
    platform: z.string(),
    node: z.string(),
    schema_version: z.int(),
    clean: z.boolean(),
  }),
  /** The database was of an older Interlock; a copy of it lies in `backups/`. */
  'core.migrated': z.strictObject({ from: z.int(), to: z.int(), backup: z.string().max(128) }),
  'core.stopped': z.strictObject({ reason: z.string().max(64) }),
  'core.swept': z.strictObject({ processes: z.int(), runs: z.array(z.string()) }),
  'ledger.segment_closed': z.strictObject({
    segment: z.int(),
    first_seq: z.int(),
    last_seq: z.int(),
    hash: z.string(),
  }),
  'row.quarantined': z.strictObject({ table: z.string(), row: z.string().max(64), problem: z.string().max(256) }),
} as const
