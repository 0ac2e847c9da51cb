import { z } from 'zod'
import { jobStateSchema } from './job.ts'
import { idSchema } from './names.ts'
import { jobFilterSchema } from './job-filter.ts'
import { MAX_NAMED_JOBS } from './plain.ts'

/** What can be done to many jobs at once. */
export const OPERATION_ACTS = ['cancel', 'retry', 'requeue', 'priority'] as const
export const operationActSchema = z.enum(OPERATION_ACTS).meta({
  id: 'OperationAct',
  description:
    '`retry` queues ended or waiting jobs with all their attempts, `requeue` lets waiting ones go now with the attempts they have left.',
})
export type OperationAct = z.infer<typeof operationActSchema>

export const prioritySchema = z.int().min(-100).max(100).meta({ description: 'Higher goes first; equal ones by age.' })

/** Which jobs an operation is about, and what is to be done to them. */
export const operationRequestSchema = z
  .strictObject({
    act: operationActSchema,
    priority: prioritySchema.optional().meta({ description: 'For `priority` only, where it must be given.' }),
    filter: jobFilterSchema.optional().meta({ description: 'All that match; `{}` means every job.' }),
    ids: z
      .array(idSchema)
      .min(1)
      .max(MAX_NAMED_JOBS)
      .optional()
      .meta({ description: 'These jobs; instead of a filter.' }),
    except: z.array(idSchema).max(MAX_NAMED_JOBS).optional().meta({ description: 'But not these.' }),
    head: z
      .int()
      .min(0)
      .optional()
      .meta({ description: 'Only jobs added up to this ledger sequence number; what came later was not seen.' }),
  })
  .refine((request) => (request.filter === undefined) !== (request.ids === undefined), {
    path: ['filter'],
    params: { rule: 'filter_or_ids' },
  })
  .refine((request) => (request.act === 'priority') === (request.priority !== undefined), {
    path: ['priority'],
    params: { rule: 'priority_act' },
  })
export type OperationRequest = z.infer<typeof operationRequestSchema>

/** What becomes of a job that an operation touches. */
export const operationOutcomeSchema = z
  .enum(['cancelled', 'stopping', 'queued', 'reprioritized'])
  .meta({ id: 'OperationOutcome' })
export type OperationOutcome = z.infer<typeof operationOutcomeSchema>

/** Why an operation leaves a job that matches as it is. */
export const operationSkipSchema = z
  .enum(['ended', 'stopping_already', 'queued_already', 'running', 'awaiting_approval', 'same_priority', 'not_there'])
  .meta({ id: 'OperationSkip' })
export type OperationSkip = z.infer<typeof operationSkipSchema>

const examples = z.array(z.string()).meta({ description: 'The first of them.' })

export const operationChangeGroupSchema = z.strictObject({
  outcome: operationOutcomeSchema,
  state: jobStateSchema.meta({ description: 'What they are before.' }),
  count: z.int().min(1),
  examples,
})
export type OperationChangeGroup = z.infer<typeof operationChangeGroupSchema>

export const operationSkipGroupSchema = z.strictObject({
  why: operationSkipSchema,
  state: jobStateSchema.nullable().meta({ description: 'Null for ids of no job.' }),
  count: z.int().min(1),
  examples,
})
export type OperationSkipGroup = z.infer<typeof operationSkipGroupSchema>

/** What an operation would do, over the whole set. */
export const operationPreviewSchema = z
  .strictObject({
    act: operationActSchema,
    priority: prioritySchema.nullable(),
    token: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 of 0-9 a-f')
      .meta({ description: 'Binds a start to exactly the jobs that change here and what becomes of each.' }),
    head: z.int().meta({ description: 'Jobs added later are not among them; give it with the start.' }),
    matched: z.int().min(0),
    changing: z.int().min(0),
    hopeless: z.int().min(0).meta({
      description: 'Of those a retry changes: so many failed because of their own request and will fail again.',
    }),
    changes: z.array(operationChangeGroupSchema),
    skipped: z.array(operationSkipGroupSchema),
  })
  .meta({ id: 'OperationPreview' })
export type OperationPreview = z.infer<typeof operationPreviewSchema>

export const OPERATION_STATES = ['running', 'finished', 'stopped', 'undoing', 'undone'] as const
export const operationStateSchema = z.enum(OPERATION_STATES).meta({ id: 'OperationState' })
export type OperationState = z.infer<typeof operationStateSchema>

/** Why an operation did not touch a job of its preview. */
export const operationLeftSchema = z.enum(['changed_meanwhile', 'not_reached']).meta({ id: 'OperationLeft' })
/** Why an undo left a job as it is. */
export const operationKeptSchema = z
  .enum(['no_inverse', 'changed_since', 'released_since', 'interrupted'])
  .meta({ id: 'OperationKept' })
export type OperationKept = z.infer<typeof operationKeptSchema>

/** A bulk operation: what was asked, how far it is, what became of it. */
export const operationSchema = z
  .strictObject({
    id: idSchema,
    act: operationActSchema,
    priority: prioritySchema.nullable(),
    state: operationStateSchema,
    actor: z.string(),
    filter: jobFilterSchema.nullable().meta({ description: 'Null where jobs were named one by one.' }),
    started_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable().meta({ description: 'When it was finished or stopped.' }),
    stopped_by: z.enum(['operator', 'core']).nullable().meta({ description: '`core`: it ended meanwhile.' }),
    planned: z.int().min(0).meta({ description: 'Jobs of its preview.' }),
    changed: z.int().min(0).meta({ description: 'Jobs it has changed.' }),
    changes: z.array(operationChangeGroupSchema).meta({ description: 'As its preview said.' }),
    skipped: z.array(operationSkipGroupSchema).meta({ description: 'As its preview said.' }),
    left: z
      .array(z.strictObject({ why: operationLeftSchema, count: z.int().min(1), examples }))
      .meta({ description: 'Jobs of its preview it did not change; complete when it has ended.' }),
    undo_until: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Until then it can be undone; null where nothing has an inverse, or it is undone.' }),
    undone: z
      .strictObject({
        restored: z.int().min(0),
        kept: z.array(z.strictObject({ why: operationKeptSchema, count: z.int().min(1), examples })),
      })
      .nullable()
      .meta({ description: 'What its undo has done so far.' }),
  })
  .meta({ id: 'Operation' })
export type Operation = z.infer<typeof operationSchema>
