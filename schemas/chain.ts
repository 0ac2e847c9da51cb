import { z } from 'zod'
import { text } from './text.ts'

/** How many schedules may follow one another. */
export const MAX_CHAIN_DEPTH = 10
/** How many schedules one may follow. */
export const MAX_CHAIN_PARENTS = 16

/** What a condition looks at, all of it: what the parent's run wrote, or its result as JSON. */
export const conditionTextSchema = z.enum(['stdout', 'stderr', 'output', 'result']).meta({ id: 'ConditionText' })

/** What must be found in what a parent left behind, for its child to fire. */
export const chainConditionSchema = z
  .strictObject({
    kind: z.enum(['contains', 'regex']).meta({
      title: 'Test',
      description: '`contains` looks for the text as it is; `regex` is RE2: without look-around and back-references.',
    }),
    text: text(1024, 1).meta({ title: 'Text', description: 'Upper and lower case count.' }),
    in: conditionTextSchema.default('stdout').meta({
      title: 'In',
      description: 'All of the output of the parent’s last run, without colours, or its result as JSON.',
    }),
  })
  .meta({ id: 'ChainCondition' })
export type ChainCondition = z.infer<typeof chainConditionSchema>

/** Which ends of a parent let a child fire; `success` and `failure` as the operator sees them, verdict included. */
export const CHAIN_ENDS = ['success', 'failure', 'complete'] as const
export const chainEndSchema = z.enum(CHAIN_ENDS).meta({ id: 'ChainEnd' })
export type ChainEnd = z.infer<typeof chainEndSchema>

/** One schedule after another: when a job of the parent is over, and no attempt of it follows, the child fires. */
export const chainLinkSchema = z
  .strictObject({
    parent: text(200, 1).meta({ title: 'After', description: 'Id or name of the schedule it follows.' }),
    on: chainEndSchema.default('success').meta({
      title: 'On',
      description: 'A job that succeeded with a verdict other than passed is a failure here.',
    }),
    delay_s: z
      .int()
      .min(0)
      .max(604_800)
      .default(0)
      .meta({ title: 'Delay', description: 'From the end of the parent.', unit: 's' }),
    condition: chainConditionSchema.optional().meta({ title: 'Condition' }),
  })
  .meta({ id: 'ChainLink' })
export type ChainLink = z.infer<typeof chainLinkSchema>

/** Of several parents: whether one is enough, or all must have ended as asked for within the same passage of the chain. */
export const chainJoinSchema = z.enum(['any', 'all']).meta({ id: 'ChainJoin' })
export type ChainJoin = z.infer<typeof chainJoinSchema>
