import { z } from 'zod'
import { chainDecisionWordSchema, chainReasonSchema } from '../chain-graph.ts'
import { watchedStateSchema } from '../tasks/index.ts'

const schedule = z.string().max(64)

/** What became of the links of chains, and of what watchdogs look after. */
export const chainEvents = {
  /** About one link, for one job of its parent that was over. */
  'chain.decided': z.strictObject({
    parent: schedule,
    child: schedule,
    /** Which of the links of the child. */
    link: z.int().min(0),
    /** The firing with which this passage of the chain began, and the links from there to the child. */
    root: z.string().max(64),
    depth: z.int().min(0),
    /** When the child is due by this link. */
    due_at: z.int(),
    decision: chainDecisionWordSchema,
    reason: chainReasonSchema.nullable(),
    firing: z.string().max(64).nullable(),
  }),
  /** `alerted`: whether the operator was told. */
  'watchdog.changed': z.strictObject({
    schedule,
    from: watchedStateSchema.nullable(),
    to: watchedStateSchema,
    alerted: z.boolean(),
  }),
} as const
