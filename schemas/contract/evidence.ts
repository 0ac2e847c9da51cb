import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { usageSchema } from '../budgets.ts'
import { eventDetailSchema, eventRecordSchema } from '../events/index.ts'
import { idSchema } from '../names.ts'
import { verificationSchema } from '../status.ts'
import { failsWith, procedure } from './base.ts'

/** What a client can be told of. */
export const TOPICS = [
  'jobs',
  'job_rows',
  'kill_switch',
  'workers',
  'workspaces',
  'artifacts',
  'ledger',
  'desk',
  'operations',
  'inbox',
  'secrets',
  'keys',
  'schedules',
  'firings',
  'chains',
  'pools',
  'trust',
  'outbox',
  'messages',
  'approvals',
  'endpoints',
] as const

/** What changed since the last batch: ids to pull again, never the content. At most 10 batches a second. */
export const touchedSchema = z
  .strictObject({
    head: z.int().meta({ description: 'Ledger sequence number this batch reaches.' }),
    now: z.iso.datetime(),
    topics: z.array(z.enum(TOPICS)).meta({
      description:
        '`jobs`: something happened to a job, if only one of its steps; `job_rows`: what a list says of one may have changed; `inbox`: what the inbox tells may have.',
    }),
    jobs: z.array(idSchema).meta({ description: 'At most 500; `many` says that there were more.' }),
    many: z.boolean(),
    usage: z.array(z.strictObject({ run: idSchema, job: idSchema, usage: usageSchema, stored: z.int() })).meta({
      description: 'Live figures of running runs, straight from their workers; not part of the ledger.',
    }),
  })
  .meta({ id: 'Touched' })
export type Touched = z.infer<typeof touchedSchema>

export const eventFilterSchema = z.strictObject({
  kind: z.array(z.string().max(64)).max(32).optional(),
  job: idSchema.optional(),
  run: idSchema.optional(),
  actor: z.string().max(64).optional(),
})

export const eventsContract = {
  page: procedure('read')
    .route({ method: 'GET', path: '/events', summary: 'A page of the ledger', tags: ['evidence'] })
    .input(
      z.strictObject({
        filter: eventFilterSchema.optional(),
        after: z.coerce
          .number()
          .int()
          .min(0)
          .optional()
          .meta({ description: 'Rows after this sequence number, oldest first.' }),
        before: z.coerce
          .number()
          .int()
          .min(1)
          .optional()
          .meta({ description: 'Rows before this sequence number, newest first. Without either: the newest.' }),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
    )
    .output(z.strictObject({ items: z.array(eventRecordSchema), head: z.int(), more: z.boolean() })),
  get: procedure('read')
    .route({
      method: 'GET',
      path: '/events/{seq}',
      summary: 'One row of the ledger with its bodies',
      tags: ['evidence'],
    })
    .input(z.strictObject({ seq: z.coerce.number().int().min(1) }))
    .output(eventDetailSchema.nullable()),
  follow: procedure('read')
    .route({ method: 'GET', path: '/events/follow', summary: 'Ids that changed, as they change', tags: ['evidence'] })
    .input(z.strictObject({ after: z.coerce.number().int().min(0).optional() }))
    .output(eventIterator(touchedSchema)),
}

export const evidenceContract = {
  verify: procedure('read')
    .route({ method: 'POST', path: '/evidence/verify', summary: 'Check the whole chain', tags: ['evidence'] })
    .input(
      z.strictObject({
        bodies: z.boolean().default(false).meta({ description: 'Check every body against its hash too.' }),
      }),
    )
    .output(verificationSchema),
  export: procedure('operate', { naming: { allow_findings: 'secrets' } })
    .route({
      method: 'POST',
      path: '/evidence/export',
      summary: 'Write a bundle that anyone can verify',
      description:
        'Into a new folder under `exports/` of the data directory, or an empty or absent folder that is named. What looks like a secret is looked for first; where there is any, nothing is written.',
      tags: ['evidence'],
    })
    .input(
      z.strictObject({
        job: idSchema.optional(),
        path: z.string().max(4096).optional(),
        allow_findings: z
          .boolean()
          .default(false)
          .meta({ description: 'Write it although it holds what looks like secrets.' }),
      }),
    )
    .output(
      z.strictObject({
        path: z.string(),
        events: z.int(),
        bodies: z.int(),
        bytes: z.int(),
        findings: z
          .int()
          .meta({ description: 'Texts in it that look like secrets; more than none only where that was allowed.' }),
      }),
    )
    .errors(
      failsWith('export_target_exists', 'export_unwritable', 'export_has_secrets', 'job_not_found', 'home_unusable'),
    ),
}
