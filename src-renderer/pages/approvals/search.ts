import { z } from 'zod'
import { APPROVAL_KINDS, APPROVAL_STATES, type ApprovalState, idSchema } from '#schemas'
import type { ApprovalFilter } from '#schemas/contract'

/** The page's part of the URL; all of it left out is what waits for the operator. */
export const approvalsSearchSchema = z.object({
  /** `decided` for those that wait no more, `all` for any. */
  state: z.enum(['decided', 'all']).optional(),
  kind: z.enum(APPROVAL_KINDS).optional(),
  job: idSchema.optional(),
  /** The request that is open. */
  id: idSchema.optional(),
})
export type ApprovalsSearch = z.infer<typeof approvalsSearchSchema>

const DECIDED = APPROVAL_STATES.filter((state) => state !== 'pending')

export function filterOf({ state, kind, job }: ApprovalsSearch): ApprovalFilter {
  const states: readonly ApprovalState[] = state === undefined ? ['pending'] : state === 'decided' ? DECIDED : []
  return {
    ...(states.length > 0 && { state: [...states] }),
    ...(kind !== undefined && { kind: [kind] }),
    ...(job !== undefined && { job }),
  }
}
