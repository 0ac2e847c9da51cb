import { z } from 'zod'
import { jobCountsSchema } from '../status.ts'
import { jobDetailSchema, jobSchema } from '../job.ts'
import { idSchema } from '../names.ts'
import { jobFilterSchema, jobOrderSchema } from '../job-filter.ts'
import { jobCheckSchema } from '../may-do.ts'
import { prioritySchema } from '../operation.ts'
import { artifactSchema, outputFrameSchema, runSchema } from '../run.ts'
import { cursorSchema, failsWith, procedure } from './base.ts'

const MAX_PAGE = 200

export const jobPageSchema = z.strictObject({
  items: z.array(jobSchema),
  next_cursor: z.string().nullable(),
  head: z.int().meta({ description: 'Ledger sequence number the page was read at.' }),
})
export type JobPage = z.infer<typeof jobPageSchema>

const byId = z.strictObject({ id: idSchema })
const jobInput = z
  .record(z.string(), z.unknown())
  .meta({ description: 'A JobSpec, see the JSON Schema job-spec.json.' })

export const jobsContract = {
  check: procedure('operate', { own: 'enqueue', of: 'new_job' })
    .route({
      method: 'POST',
      path: '/jobs/check',
      summary: 'What a job would be allowed to do',
      description: 'The dry run of adding it: nothing is written. A refusal is part of the answer.',
      tags: ['jobs'],
    })
    .input(jobInput)
    .output(jobCheckSchema)
    .errors(
      failsWith(
        'workspace_not_found',
        'workspace_required',
        'sandbox_lowering_unexplained',
        'secret_not_found',
        'secret_in_job',
      ),
    ),
  enqueue: procedure('operate', { own: 'enqueue', of: 'new_job' })
    .route({
      method: 'POST',
      path: '/jobs',
      summary: 'Add a job',
      description:
        'In Interlock’s form or DALI’s. The same id or idempotency key with the same content returns the job that is there. A `preset` stands for the policy.',
      tags: ['jobs'],
    })
    .input(jobInput)
    .output(
      z.strictObject({
        job: jobSchema,
        created: z.boolean().meta({ description: 'False when the job was already there.' }),
        cautions: z.array(z.string()).meta({
          description: 'What in the job works against itself, so that it will not do what was probably meant.',
        }),
      }),
    )
    .errors(
      failsWith(
        'job_conflict',
        'workspace_not_found',
        'workspace_required',
        'sandbox_lowering_unexplained',
        'secret_not_found',
        'secret_in_job',
        'input_too_deep',
        'input_too_many_members',
      ),
    ),
  list: procedure('read')
    .route({ method: 'GET', path: '/jobs', summary: 'A page of jobs', tags: ['jobs'] })
    .input(
      z.strictObject({
        filter: jobFilterSchema.optional(),
        order: jobOrderSchema.default('newest'),
        cursor: cursorSchema.optional(),
        limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
      }),
    )
    .output(jobPageSchema)
    .errors(failsWith('cursor_unreadable')),
  counts: procedure('read')
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
  get: procedure('read', { own: 'enqueue', of: 'job' })
    .route({ method: 'GET', path: '/jobs/{id}', summary: 'One job with its payload, policy and runs', tags: ['jobs'] })
    .input(byId)
    .output(z.strictObject({ job: jobDetailSchema, runs: z.array(runSchema), artifacts: z.array(artifactSchema) }))
    .errors(failsWith('job_not_found', 'id_ambiguous')),
  cancel: procedure('operate', { own: 'cancel_own', of: 'job' })
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
  retry: procedure('operate')
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
  requeue: procedure('operate')
    .route({
      method: 'POST',
      path: '/jobs/{id}/requeue',
      summary: 'Let a waiting job go now',
      description: 'For a held, scheduled or waiting-to-retry job. It keeps the attempts it has used up.',
      tags: ['jobs'],
    })
    .input(byId)
    .output(z.strictObject({ job: jobSchema }))
    .errors(failsWith('job_not_found', 'id_ambiguous', 'state_conflict')),
  setPriority: procedure('operate')
    .route({
      method: 'POST',
      path: '/jobs/{id}/priority',
      summary: 'Change the priority of a job',
      description: 'For a job that has not ended. A running one has it from its next attempt on.',
      tags: ['jobs'],
    })
    .input(byId.extend({ priority: prioritySchema }))
    .output(z.strictObject({ job: jobSchema }))
    .errors(failsWith('job_not_found', 'id_ambiguous', 'state_conflict')),
  restore: procedure('operate')
    .route({
      method: 'POST',
      path: '/jobs/{id}/restore',
      summary: 'Undo the cancel of a job',
      description: 'It is again what it was when it was cancelled, if nothing else has happened to it since.',
      tags: ['jobs'],
    })
    .input(byId)
    .output(z.strictObject({ job: jobSchema }))
    .errors(failsWith('job_not_found', 'id_ambiguous', 'restore_impossible')),
}

export const runsContract = {
  get: procedure('read', { own: 'enqueue', of: 'run' })
    .route({ method: 'GET', path: '/runs/{id}', summary: 'One run', tags: ['runs'] })
    .input(byId)
    .output(runSchema)
    .errors(failsWith('run_not_found')),
  output: procedure('read', { own: 'enqueue', of: 'run' })
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
