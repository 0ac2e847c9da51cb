import { z } from 'zod'
import { jobCountsSchema } from '../status.ts'
import { idSchema, jobDetailSchema, jobSchema, jobStateSchema, verdictSchema } from '../job.ts'
import { artifactSchema, outputFrameSchema, runSchema } from '../run.ts'
import { jobTypeSchema } from '../tasks/index.ts'
import { failsWith, procedure } from './base.ts'

const MAX_PAGE = 200

/** Which jobs; all given members must match, several values of one member mean any of them. */
export const jobFilterSchema = z.strictObject({
  state: z.array(jobStateSchema).max(9).optional(),
  type: z.array(jobTypeSchema).max(16).optional(),
  workspace: z.array(z.string().max(64)).max(16).optional(),
  verdict: z.array(verdictSchema).max(3).optional().meta({ description: 'What the tests of a finished job said.' }),
  q: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'An id, the last 8 characters of one, or the beginning of a title.' }),
  since: z.iso.datetime({ offset: true }).optional().meta({ description: 'Enqueued at or after.' }),
  until: z.iso.datetime({ offset: true }).optional().meta({ description: 'Enqueued before.' }),
})
export type JobFilter = z.infer<typeof jobFilterSchema>

export const jobPageSchema = z.strictObject({
  items: z.array(jobSchema),
  next_cursor: z.string().nullable(),
  head: z.int().meta({ description: 'Ledger sequence number the page was read at.' }),
})
export type JobPage = z.infer<typeof jobPageSchema>

const byId = z.strictObject({ id: idSchema })

export const jobsContract = {
  enqueue: procedure
    .route({
      method: 'POST',
      path: '/jobs',
      summary: 'Add a job',
      description:
        'In Interlock’s form or DALI’s. The same id or idempotency key with the same content returns the job that is there.',
      tags: ['jobs'],
    })
    .input(z.record(z.string(), z.unknown()).meta({ description: 'A JobSpec, see the JSON Schema job-spec.json.' }))
    .output(
      z.strictObject({
        job: jobSchema,
        created: z.boolean().meta({ description: 'False when the job was already there.' }),
      }),
    )
    .errors(
      failsWith(
        'job_conflict',
        'workspace_not_found',
        'workspace_required',
        'input_too_deep',
        'input_too_many_members',
      ),
    ),
  list: procedure
    .route({ method: 'GET', path: '/jobs', summary: 'A page of jobs, newest first', tags: ['jobs'] })
    .input(
      z.strictObject({
        filter: jobFilterSchema.optional(),
        cursor: z.string().max(256).optional(),
        limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
      }),
    )
    .output(jobPageSchema)
    .errors(failsWith('cursor_unreadable')),
  counts: procedure
    .route({ method: 'GET', path: '/jobs/counts', summary: 'Jobs per state under the other filters', tags: ['jobs'] })
    .input(z.strictObject({ filter: jobFilterSchema.omit({ state: true }).optional() }))
    .output(
      z.strictObject({
        counts: jobCountsSchema,
        capped_at: z
          .int()
          .nullable()
          .meta({ description: 'Counts at this value mean «or more»; null when all are exact.' }),
      }),
    ),
  get: procedure
    .route({ method: 'GET', path: '/jobs/{id}', summary: 'One job with its payload, policy and runs', tags: ['jobs'] })
    .input(byId)
    .output(z.strictObject({ job: jobDetailSchema, runs: z.array(runSchema), artifacts: z.array(artifactSchema) }))
    .errors(failsWith('job_not_found', 'id_ambiguous')),
  cancel: procedure
    .route({
      method: 'POST',
      path: '/jobs/{id}/cancel',
      summary: 'Cancel a job',
      description: 'A waiting job is cancelled at once; a running one is told to stop at its next step.',
      tags: ['jobs'],
    })
    .input(byId)
    .output(z.strictObject({ job: jobSchema }))
    .errors(failsWith('job_not_found', 'id_ambiguous', 'state_conflict')),
  retry: procedure
    .route({
      method: 'POST',
      path: '/jobs/{id}/retry',
      summary: 'Queue a job again',
      description: 'For a failed, cancelled, held or waiting-to-retry job. Attempts count from zero again.',
      tags: ['jobs'],
    })
    .input(byId)
    .output(z.strictObject({ job: jobSchema }))
    .errors(failsWith('job_not_found', 'id_ambiguous', 'state_conflict')),
}

export const runsContract = {
  get: procedure
    .route({ method: 'GET', path: '/runs/{id}', summary: 'One run', tags: ['runs'] })
    .input(byId)
    .output(runSchema)
    .errors(failsWith('run_not_found')),
  output: procedure
    .route({
      method: 'GET',
      path: '/runs/{id}/output',
      summary: 'Output of a run from a position on',
      description: 'Works while the run goes on. `from` is 0 or a `next` of an earlier answer.',
      tags: ['runs'],
    })
    .input(
      z.strictObject({
        id: idSchema,
        from: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1024).max(1_048_576).default(262_144),
      }),
    )
    .output(
      z.strictObject({
        frames: z.array(outputFrameSchema),
        next: z.int(),
        stored: z.int().meta({ description: 'Bytes stored so far.' }),
        complete: z.boolean().meta({ description: 'The run has ended and `next` is its end.' }),
      }),
    )
    .errors(failsWith('run_not_found', 'body_gone')),
}

export const artifactsContract = {
  read: procedure
    .route({ method: 'GET', path: '/artifacts/{id}', summary: 'Part of an artifact as text', tags: ['artifacts'] })
    .input(
      z.strictObject({
        id: idSchema,
        from: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(1_048_576).default(262_144),
      }),
    )
    .output(z.strictObject({ artifact: artifactSchema, text: z.string(), next: z.int(), complete: z.boolean() }))
    .errors(failsWith('artifact_not_found', 'body_gone')),
}
