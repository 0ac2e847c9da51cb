import { z } from 'zod'
import { aliasNameSchema } from './delivery.ts'
import { idSchema } from './names.ts'
import { scheduleNameSchema } from './schedule-spec.ts'

/** What an import of schedules reads: a database of openclaw-scheduler, or the `jobs.json` of OpenClaw itself. */
export const openclawFormSchema = z.enum(['scheduler_database', 'jobs_json'])

/** Something about an imported schedule that a person should know; the sentences are in the message catalogue. */
export const importPointSchema = z
  .strictObject({
    code: z.enum([
      // Why nothing was made of it.
      'shell_line',
      'needs_model',
      'parent_left',
      'parent_gone',
      'trigger_refused',
      'trigger_unreadable',
      'job_refused',
      // What must be decided before it is switched on.
      'was_on',
      'runs_by_shell',
      'folder',
      'environment',
      'delivery_alias',
      'delivery_unknown',
      'approval_wider',
      'trust_left',
      'time_cut',
      'condition_left',
      'pool_size',
      'changed_there',
      // What is otherwise than it was.
      'renamed',
      'renamed_pool',
      'output_limits',
      'intent',
      'deleted_here',
    ]),
    detail: z.string().max(2000).nullable(),
    decide: z.boolean().meta({ description: 'Whether it needs a decision.' }),
  })
  .meta({ id: 'ImportPoint' })
export type ImportPoint = z.infer<typeof importPointSchema>

/** What became of one job of the other system, which is a schedule here. */
export const importedScheduleSchema = z
  .strictObject({
    original_id: z.string().max(200),
    original_name: z.string().max(400),
    outcome: z
      .enum(['added', 'unchanged', 'left'])
      .meta({ description: '`unchanged`: it came with an earlier import; `left`: nothing was made of it.' }),
    schedule: idSchema.nullable(),
    name: scheduleNameSchema.nullable(),
    line: z.string().max(100_000).nullable().meta({ description: 'The command as it stands there.' }),
    points: z.array(importPointSchema),
    runs: z.int().meta({ description: 'Runs of it that came along as history.' }),
  })
  .meta({ id: 'ImportedSchedule' })
export type ImportedSchedule = z.infer<typeof importedScheduleSchema>

/** What an import of schedules did, or would do. */
export const openclawImportSchema = z
  .strictObject({
    dry_run: z.boolean(),
    import: idSchema.nullable().meta({ description: 'Null where there was nothing to write, or nothing was to be.' }),
    source: z.strictObject({
      path: z.string(),
      form: openclawFormSchema,
      version: z.int().nullable().meta({ description: 'Of its schema, where it tells one.' }),
      sha256: z.string(),
      bytes: z.int(),
      counts: z.record(z.string(), z.int()).meta({ description: 'What it holds.' }),
    }),
    workspace: z.string(),
    schedules: z.array(importedScheduleSchema),
    aliases: z.array(
      z.strictObject({
        original: z.string(),
        name: aliasNameSchema.nullable(),
        outcome: z.enum(['added', 'unchanged', 'left']),
        detail: z.string(),
      }),
    ),
    agents: z.array(
      z.strictObject({
        original: z.string(),
        name: z.string().nullable(),
        outcome: z.enum(['added', 'unchanged', 'left']),
        detail: z.string(),
      }),
    ),
    kept: z
      .array(z.strictObject({ what: z.string(), rows: z.int() }))
      .meta({ description: 'What has no place of its own here and is kept in the ledger as it was.' }),
    sum: z.strictObject({
      added: z.int(),
      unchanged: z.int(),
      left: z.int(),
      runs: z.int(),
      to_decide: z.int().meta({ description: 'Points that need a decision.' }),
    }),
  })
  .meta({ id: 'OpenclawImport' })
export type OpenclawImport = z.infer<typeof openclawImportSchema>
