import { z } from 'zod'
import { artifactStateSchema } from '../run.ts'
import { bodyRefSchema } from './body.ts'

const decided = z.strictObject({
  artifact: z.string(),
  from: artifactStateSchema,
  /** How many decisions there were with this one. */
  revision: z.int(),
  /** What the operator wrote beside it. */
  note: bodyRefSchema.nullable(),
})

const ofPromotion = { artifact: z.string(), promotion: z.string() }

/** What the operator decided about artifacts, and what became of it outside Interlock. */
export const reviewEvents = {
  'artifact.accepted': decided,
  'artifact.rejected': decided,
  'artifact.archived': decided,
  'artifact.reopened': decided,
  /** A note without a decision. */
  'artifact.noted': decided,
  /** The last decision was taken back. */
  'artifact.decision_undone': z.strictObject({
    artifact: z.string(),
    from: artifactStateSchema,
    to: artifactStateSchema,
    revision: z.int(),
  }),
  /** A newer run of the same job made the same thing again before anybody decided. */
  'artifact.superseded': z.strictObject({ artifact: z.string(), by: z.string(), revision: z.int() }),
  /** Committed before anything is touched, so that a crash in between can be settled. */
  'artifact.promotion_begun': z.strictObject({
    ...ofPromotion,
    target: z.string().max(64),
    /** What it creates or changes, for people and for the undo. */
    effect: bodyRefSchema,
    /** What was there before, where something was. */
    previous: bodyRefSchema.nullable(),
    note: bodyRefSchema.nullable(),
  }),
  'artifact.promoted': z.strictObject({ ...ofPromotion, from: artifactStateSchema, revision: z.int() }),
  'artifact.promotion_failed': z.strictObject({ ...ofPromotion, code: z.string().max(64), message: bodyRefSchema }),
  'artifact.undo_begun': z.strictObject(ofPromotion),
  'artifact.promotion_undone': z.strictObject({
    ...ofPromotion,
    to: artifactStateSchema,
    revision: z.int(),
    /** Only the record was taken back; the file was left as it was found. */
    file_left: z.literal(true).optional(),
  }),
  'artifact.undo_failed': z.strictObject({ ...ofPromotion, code: z.string().max(64), message: bodyRefSchema }),
} as const
