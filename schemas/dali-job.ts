import { z } from 'zod'
import { MAX_NOTE_NAME, MAX_NOTES } from './notes.ts'
import { codePoints } from './text.ts'

/**
 * A job in DALI's form, read the way either of its two validators read it: the strict JSON Schema one took integral floats
 * and empty strings, the light one took booleans for integers and ids of other lengths. What only one of them took is taken
 * here. Ids outside `[a-z0-9-]` are refused, since they became file names there.
 */
export const daliJobSchema = z
  .strictObject({
    job_id: z.string().regex(/^job-[a-z0-9-]{8,36}$/, 'must be job- and then 8 to 36 of a-z 0-9 -'),
    job_type: z.enum(['repo_index_task', 'test_runner_task', 'doc_compactor_task']),
    // Neither limited its length; the job as a whole has a limit.
    created_at_utc: z
      .string()
      .refine((value) => value.isWellFormed(), { params: { rule: 'well_formed' } })
      .refine((value) => /^[0-9]{4}-[0-9]{2}-[0-9]{2}T/.test(value) || (value.includes('T') && value.endsWith('Z')), {
        params: { rule: 'dali_time' },
      }),
    payload: z.record(z.string(), z.unknown()),
    budgets: z.record(z.string(), z.unknown()),
    tool_policy: z.unknown(),
    meta: z.unknown(),
  })
  .partial({ meta: true })

const INTEGER_FIELDS = new Set([
  'max_files',
  'max_file_bytes',
  'timeout_sec',
  'max_input_bytes',
  'max_output_bytes',
  'max_wall_time_sec',
  'max_tool_calls',
  'max_concurrency_slots',
])

/** Whether an input is in DALI's form rather than ours. */
export function looksLikeDaliJob(input: unknown): boolean {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, 'job_type')
}

/** A DALI job in our form, not yet validated as one; its field names are ours from here on. */
export function fromDaliJob(job: z.infer<typeof daliJobSchema>): Record<string, unknown> {
  return {
    id: job.job_id,
    type: job.job_type,
    payload: withIntegers(job.payload),
    budgets: withIntegers(job.budgets),
    policy: job.tool_policy,
    ...(job.meta === undefined ? {} : { meta: asNotes(job.meta) }),
  }
}

function withIntegers(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      INTEGER_FIELDS.has(key) && typeof value === 'boolean' ? Number(value) : value,
    ]),
  )
}

/** The light validator took any `meta`; ours is an object with few names, so another value is kept under one name. */
function asNotes(meta: unknown): unknown {
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) return { dali_meta: meta }
  const names = Object.keys(meta)
  return names.length <= MAX_NOTES && names.every((name) => codePoints(name) <= MAX_NOTE_NAME)
    ? meta
    : { dali_meta: meta }
}
