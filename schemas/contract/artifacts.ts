import { z } from 'zod'
import { idSchema } from '../names.ts'
import { ARTIFACT_KINDS, MAX_WORDS } from '../plain.ts'
import {
  artifactActSchema,
  artifactCountsSchema,
  artifactDetailSchema,
  MAX_REVIEW_BATCH,
  MAX_REVIEW_NOTE,
  promotionPlanSchema,
  promotionRequestSchema,
  reviewRefusalSchema,
  seenArtifactSchema,
} from '../review.ts'
import { artifactSchema, artifactStateSchema } from '../run.ts'
import { cursorSchema, failsWith, procedure } from './base.ts'

const MAX_PAGE = 200
const SHORT_ID = 'The id may be its last 8 characters, as long as they mean one artifact.'

/** Which artifacts; all given members must match, several values of one member mean any of them. */
export const artifactFilterSchema = z.strictObject({
  state: z.array(artifactStateSchema).max(6).optional(),
  kind: z.array(z.enum(ARTIFACT_KINDS)).max(8).optional(),
  workspace: z.array(z.string().max(64)).max(16).optional(),
  job: idSchema.optional(),
  q: z.string().max(MAX_WORDS).optional().meta({ description: 'An id, or part of a name.' }),
})
export type ArtifactFilter = z.infer<typeof artifactFilterSchema>

export const artifactPageSchema = z.strictObject({
  items: z.array(artifactSchema),
  next_cursor: z.string().nullable(),
  head: z.int().meta({ description: 'Ledger sequence number the page was read at.' }),
})
export type ArtifactPage = z.infer<typeof artifactPageSchema>

const note = z.string().max(MAX_REVIEW_NOTE).optional().meta({ description: 'Why, for the record.' })
const outcome = z.strictObject({ done: z.array(artifactSchema), refused: z.array(reviewRefusalSchema) })
export type ReviewOutcome = z.infer<typeof outcome>

function several<T extends z.ZodType>(item: T) {
  return z.array(item).min(1).max(MAX_REVIEW_BATCH)
}

export const artifactsContract = {
  list: procedure('read')
    .route({ method: 'GET', path: '/artifacts', summary: 'What runs made, newest first', tags: ['artifacts'] })
    .input(
      z.strictObject({
        filter: artifactFilterSchema.optional(),
        cursor: cursorSchema.optional(),
        limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
      }),
    )
    .output(artifactPageSchema)
    .errors(failsWith('cursor_unreadable')),
  counts: procedure('read')
    .route({
      method: 'GET',
      path: '/artifacts/counts',
      summary: 'Artifacts per state under the other filters',
      tags: ['artifacts'],
    })
    .input(z.strictObject({ filter: artifactFilterSchema.omit({ state: true }).optional() }))
    .output(
      z.strictObject({
        counts: artifactCountsSchema,
        capped_at: z
          .int()
          .nullable()
          .meta({ description: 'Counts at this value mean «or more»; null when all are exact.' }),
      }),
    ),
  read: procedure('read', { own: 'enqueue', of: 'artifact' })
    .route({
      method: 'GET',
      path: '/artifacts/{id}/content',
      summary: 'Part of an artifact as text',
      description: SHORT_ID,
      tags: ['artifacts'],
    })
    .input(
      z.strictObject({
        id: idSchema,
        from: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(1_048_576).default(262_144),
      }),
    )
    .output(z.strictObject({ artifact: artifactSchema, text: z.string(), next: z.int(), complete: z.boolean() }))
    .errors(failsWith('artifact_not_found', 'id_ambiguous', 'body_gone')),
  get: procedure('read', { own: 'enqueue', of: 'artifact' })
    .route({
      method: 'GET',
      path: '/artifacts/{id}',
      summary: 'Where an artifact comes from and what was decided about it',
      description: SHORT_ID,
      tags: ['artifacts'],
    })
    .input(z.strictObject({ id: idSchema }))
    .output(artifactDetailSchema)
    .errors(failsWith('artifact_not_found', 'id_ambiguous')),
  decide: procedure('promote')
    .route({
      method: 'POST',
      path: '/artifacts/decide',
      summary: 'Accept, reject, archive, reopen or note artifacts',
      description: 'Each alone: what is refused is named beside what was done. Asking the same again changes nothing.',
      tags: ['artifacts'],
    })
    .input(z.strictObject({ items: several(seenArtifactSchema), act: artifactActSchema, note }))
    .output(outcome),
  plan: procedure('read')
    .route({
      method: 'POST',
      path: '/artifacts/plan',
      summary: 'What promoting artifacts would create or change',
      tags: ['artifacts'],
    })
    .input(z.strictObject({ items: several(z.strictObject({ id: idSchema, request: promotionRequestSchema })) }))
    .output(z.strictObject({ plans: z.array(promotionPlanSchema), refused: z.array(reviewRefusalSchema) })),
  promote: procedure('promote')
    .route({
      method: 'POST',
      path: '/artifacts/promote',
      summary: 'Promote artifacts as planned',
      description: 'Bound to the plan: where the artifact or its target changed since, nothing is written.',
      tags: ['artifacts'],
    })
    .input(
      z.strictObject({
        items: several(
          seenArtifactSchema.extend({
            request: promotionRequestSchema,
            plan: promotionPlanSchema.shape.plan,
          }),
        ),
        note,
      }),
    )
    .output(outcome),
  undo: procedure('promote')
    .route({
      method: 'POST',
      path: '/artifacts/undo',
      summary: 'Take back the last decision about artifacts',
      description:
        'Of a promotion: puts back what was there before, unless it was changed since. With `record_only` no file is touched, and the event says so.',
      tags: ['artifacts'],
    })
    .input(z.strictObject({ items: several(seenArtifactSchema), record_only: z.boolean().optional() }))
    .output(outcome),
}
