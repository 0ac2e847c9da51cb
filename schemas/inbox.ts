import { z } from 'zod'
import { jobStateSchema } from './job.ts'
import { idSchema } from './names.ts'

/** What a group of the inbox is about. */
export const inboxKindSchema = z
  .enum([
    'job_failed',
    'jobs_held',
    'review',
    'approval',
    'kill_switch',
    'notice',
    'deliveries_dead',
    'operation',
    'import',
    'worker',
    'unclean_start',
    'chain',
    'disk',
    'database',
  ])
  .meta({ id: 'InboxKind' })
export type InboxKind = z.infer<typeof inboxKindSchema>

/** Things of one kind that happened to one thing, as the inbox tells them. */
export const inboxGroupSchema = z
  .strictObject({
    id: z.string().max(160).meta({ description: 'The same for as long as it is about the same thing.' }),
    kind: inboxKindSchema,
    unread: z.boolean(),
    standing: z.boolean().meta({ description: 'It is so now, and stays unread until it is no longer so.' }),
    count: z.int().min(1).meta({ description: 'How often, of what is unread; of all that is known where nothing is.' }),
    last_seq: z.int().min(0).meta({ description: 'Ledger row it was last told by; 0 where none tells it.' }),
    last_at: z.iso.datetime(),
    actor: z.string().nullable(),
    code: z.string().max(64).nullable().meta({
      description: 'Why a run failed or jobs are held, what became of the switch, which trouble a worker had.',
    }),
    job: z
      .strictObject({ id: idSchema, title: z.string(), type: z.string(), state: jobStateSchema, workspace: z.string() })
      .nullable()
      .meta({ description: 'Where it is about one job only.' }),
    subject: z.string().max(160).nullable().meta({ description: 'What else it is about: an operation, a workspace.' }),
    text: z
      .string()
      .max(500)
      .nullable()
      .meta({ description: 'What the core says of it, for trouble of its own and notices.' }),
  })
  .meta({ id: 'InboxGroup' })
export type InboxGroup = z.infer<typeof inboxGroupSchema>

/** What happened since the inbox was last read, and the last of what was read before. Unread groups first, newest first. */
export const inboxSchema = z
  .strictObject({
    head: z.int().meta({ description: 'Row of the ledger it was made from; reading all reads up to here.' }),
    unread: z.int(),
    groups: z.array(inboxGroupSchema),
    more: z.boolean().meta({ description: 'Whether older or further groups were left out.' }),
  })
  .meta({ id: 'Inbox' })
export type Inbox = z.infer<typeof inboxSchema>
