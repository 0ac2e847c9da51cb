import { z } from 'zod'
import { heldReasonSchema, type JobReason, jobStateSchema, type WaitingReason } from '#schemas'
import { type JobFilter, jobFilterSchema } from '#schemas/contract'

/**
 * Reasons as the table can answer them: how the last run ended, why a job is held, and which states, or lanes of queued jobs,
 * wait for one of them at the moment.
 */
export const reasonPartsSchema = z.strictObject({
  codes: z.array(z.string()),
  held: z.array(heldReasonSchema),
  states: z.array(jobStateSchema),
  lanes: z.array(z.string()),
})
export type ReasonParts = z.infer<typeof reasonPartsSchema>

/** A filter whose reasons depend on nothing but rows any more. */
export const resolvedFilterSchema = jobFilterSchema.omit({ reason: true, not: true }).extend({
  reason: reasonPartsSchema.optional(),
  not: z.strictObject({ workspace: jobFilterSchema.shape.workspace, reason: reasonPartsSchema.optional() }).optional(),
})
export type ResolvedFilter = z.infer<typeof resolvedFilterSchema>

/** Why a job queued in a lane waits at the moment. */
export type LaneReason = (lane: string) => WaitingReason['code']

/** @param lanes those with queued jobs */
export function resolveFilter(filter: JobFilter, lanes: () => readonly string[], reasonOf: LaneReason): ResolvedFilter {
  const { reason, not, ...rest } = filter
  const parts = (reasons: readonly JobReason[] | undefined) =>
    reasons === undefined || reasons.length === 0 ? undefined : partsOf(new Set(reasons), lanes(), reasonOf)
  const asked = parts(reason)
  const unwanted = { workspace: not?.workspace, reason: parts(not?.reason) }
  return {
    ...rest,
    ...(asked !== undefined && { reason: asked }),
    ...((unwanted.workspace ?? unwanted.reason) !== undefined && { not: unwanted }),
  }
}

function partsOf(reasons: ReadonlySet<string>, lanes: readonly string[], reasonOf: LaneReason): ReasonParts {
  return {
    codes: [...reasons],
    held: heldReasonSchema.options.filter((held) => reasons.has(held)),
    states: [
      ...(reasons.has('starts_later') ? (['scheduled'] as const) : []),
      ...(reasons.has('retry_later') ? (['retrying'] as const) : []),
      ...(reasons.has('awaits_approval') ? (['awaiting_approval'] as const) : []),
    ],
    lanes: lanes.filter((lane) => reasons.has(reasonOf(lane))),
  }
}
