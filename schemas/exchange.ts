import { z } from 'zod'
import { jobStateSchema } from './job.ts'
import { idSchema } from './names.ts'

/** Where a job stood in DALI, by its own rules. `replaced`: another job took its id; `unread`: DALI could not read its row. */
export const importedFromSchema = z.enum(['queued', 'running', 'complete', 'failed', 'replaced', 'unread'])
export type ImportedFrom = z.infer<typeof importedFromSchema>

/** Why an imported job came to be what it is here; the sentences are in the message catalogue. */
export const importWhySchema = z.enum([
  'complete',
  'failed',
  'kill_switch',
  'queued',
  'queued_again',
  'interrupted',
  'lease_expired',
  'end_unread',
  'replaced',
  'unread',
])
export type ImportWhy = z.infer<typeof importWhySchema>

/** What became of one job. */
export const importedJobSchema = z
  .strictObject({
    id: idSchema.meta({ description: 'Its id here; another than there where that was taken.' }),
    original_id: z.string(),
    type: z.string(),
    rows: z.array(z.int()).meta({ description: 'Lines of the ledger that speak of it, the first 100.' }),
    row_count: z.int(),
    state_there: importedFromSchema,
    state_here: jobStateSchema,
    why: importWhySchema,
    runs: z.int().meta({ description: 'Runs this import adds.' }),
    artifacts: z.int().meta({ description: 'Artifacts this import adds.' }),
    outcome: z
      .enum(['added', 'extended', 'unchanged'])
      .meta({ description: '`extended`: it was here already, and runs were added; `unchanged`: all of it was here.' }),
  })
  .meta({ id: 'ImportedJob' })
export type ImportedJob = z.infer<typeof importedJobSchema>

/** What was wrong with a row of the ledger. */
export const rowProblemSchema = z.enum([
  'not_json',
  'not_an_object',
  'invalid_utf8',
  'line_separator',
  'too_large',
  'too_deep',
  'unknown_event',
  'unknown_job',
  'job_not_an_object',
  'job_refused',
  'lease_not_a_number',
])
export type RowProblem = z.infer<typeof rowProblemSchema>

/** A row that DALI could not read or that is no row of a job here. */
export const unreadableRowSchema = z
  .strictObject({
    line: z.int().min(1),
    bytes: z.int(),
    problem: rowProblemSchema,
    detail: z.string(),
    event: z.string().nullable(),
    original_id: z.string().nullable(),
    recovered: z.boolean().meta({ description: 'Whether what it says was imported all the same.' }),
    stopped_dali: z.boolean().meta({ description: 'Whether DALI could claim nothing as long as the row was there.' }),
  })
  .meta({ id: 'UnreadableRow' })
export type UnreadableRow = z.infer<typeof unreadableRowSchema>

/** Where an import reads from, and what it found before it began. */
export const importSourceSchema = z
  .strictObject({
    ledger: z.string().meta({ description: 'The file that is read.' }),
    root: z.string().nullable().meta({ description: 'The repository; null where only a ledger was named.' }),
    bytes: z.int(),
    sha256: z.string(),
    rows: z.int().meta({ description: 'Lines that are not empty.' }),
    events: z.record(z.string(), z.int()).meta({ description: 'Rows of each kind that count.' }),
    kill_switch: z.boolean().meta({ description: 'Whether DALI’s KILL_SWITCH is there.' }),
    live_leases: z.int(),
    worker_pid: z.int().nullable().meta({ description: 'Process of a DALI worker that is alive.' }),
  })
  .meta({ id: 'ImportSource' })
export type ImportSource = z.infer<typeof importSourceSchema>

export const importSummarySchema = z
  .strictObject({
    import: idSchema.nullable().meta({ description: 'Null when there was nothing to write, or nothing was to be.' }),
    dry_run: z.boolean(),
    workspace: z.string(),
    workspace_added: z.boolean(),
    kill_switch_engaged: z.boolean().meta({ description: 'Whether this import engages Interlock’s kill switch.' }),
    jobs: z.strictObject({ added: z.int(), extended: z.int(), unchanged: z.int() }),
    states: z.partialRecord(jobStateSchema, z.int()).meta({ description: 'Added and extended jobs by state here.' }),
    runs: z.int(),
    artifacts: z.int(),
    files: z.int().meta({ description: 'Evidence files of no job here that were kept.' }),
    files_left: z.array(z.string()).meta({ description: 'Evidence files that could not be taken, and why.' }),
    unreadable: z.int(),
    recovered: z.int().meta({ description: 'Of these, rows that were imported all the same.' }),
  })
  .meta({ id: 'ImportSummary' })
export type ImportSummary = z.infer<typeof importSummarySchema>

/** An import tells what became of what while it goes on: the source, then jobs, then unreadable rows, then the sum. */
export const importStepSchema = z
  .discriminatedUnion('step', [
    z.strictObject({ step: z.literal('source'), source: importSourceSchema }),
    z.strictObject({ step: z.literal('jobs'), jobs: z.array(importedJobSchema) }),
    z.strictObject({ step: z.literal('unreadable'), rows: z.array(unreadableRowSchema) }),
    z.strictObject({ step: z.literal('finished'), summary: importSummarySchema }),
  ])
  .meta({ id: 'ImportStep' })
export type ImportStep = z.infer<typeof importStepSchema>

/** What was written for DALI to read. */
export const daliExportSchema = z
  .strictObject({
    path: z.string(),
    jobs: z.int(),
    rows: z.int(),
    bytes: z.int(),
    waiting: z.int().meta({ description: 'Jobs that DALI would run.' }),
    renamed: z.int().meta({ description: 'Jobs whose id DALI does not take; theirs is in `meta`.' }),
    left_out: z.int().meta({ description: 'Jobs whose content cannot be read any more.' }),
    findings: z
      .int()
      .meta({ description: 'Texts in it that look like secrets; more than none only where that was allowed.' }),
  })
  .meta({ id: 'DaliExport' })
export type DaliExport = z.infer<typeof daliExportSchema>
