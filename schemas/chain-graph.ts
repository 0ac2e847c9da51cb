import { z } from 'zod'
import { chainConditionSchema, chainEndSchema, chainJoinSchema } from './chain.ts'
import { jobStateSchema, verdictSchema } from './job.ts'
import { idSchema } from './names.ts'
import { scheduleStateSchema } from './schedule-spec.ts'
import { templateRefusalSchema } from './template.ts'

/** Why a link did not let its child fire, or not yet. */
export const chainReasonSchema = z
  .discriminatedUnion('code', [
    z.strictObject({ code: z.literal('other_end'), end: z.enum(['success', 'failure']) }),
    z.strictObject({ code: z.literal('condition_false') }),
    z.strictObject({ code: z.literal('cancelled') }),
    z.strictObject({ code: z.literal('not_let_in'), outcome: z.string().max(64) }),
    z.strictObject({ code: z.literal('already_fired'), firing: idSchema }),
    z.strictObject({ code: z.literal('waits_for_others'), missing: z.int().min(1) }),
    z.strictObject({ code: z.literal('condition_timed_out'), limit_ms: z.int() }),
    z.strictObject({ code: z.literal('condition_too_large'), bytes: z.int(), limit: z.int() }),
    z.strictObject({ code: z.literal('condition_unreadable') }),
    z.strictObject({ code: z.literal('output_gone') }),
    z.strictObject({ code: z.literal('too_deep'), limit: z.int() }),
    z.strictObject({ code: z.literal('firing_refused'), firing: idSchema, reason: z.string().max(64) }),
    z.strictObject({ code: z.literal('schedule_gone') }),
    z.strictObject({ code: z.literal('values_too_large'), limit: z.int() }),
    z.strictObject({ code: z.literal('values_timed_out'), limit_ms: z.int() }),
    z.strictObject({ ...templateRefusalSchema.shape, code: templateRefusalSchema.shape.code }),
  ])
  .meta({ id: 'ChainReason' })
export type ChainReason = z.infer<typeof chainReasonSchema>

/**
 * What became of a link when its parent was over: `fired`; `waiting` for the other parents; `not_met`, since it asks for something
 * else; `refused`, since it could not be told or must not be.
 */
export const CHAIN_DECISIONS = ['fired', 'waiting', 'not_met', 'refused'] as const
export const chainDecisionWordSchema = z.enum(CHAIN_DECISIONS).meta({ id: 'ChainDecisionWord' })
export type ChainDecisionWord = z.infer<typeof chainDecisionWordSchema>

/** One decision about one link. A passage of a chain is known by the firing it began with. */
export const chainDecisionSchema = z
  .strictObject({
    seq: z.int().min(1).meta({ description: 'Of its event.' }),
    at: z.iso.datetime(),
    parent: idSchema,
    child: idSchema,
    link: z.int().min(0).meta({ description: 'Which of the links of the child.' }),
    job: idSchema.meta({ description: 'The job of the parent that was over.' }),
    run: idSchema.nullable(),
    root: idSchema.meta({ description: 'The firing with which this passage of the chain began.' }),
    depth: z.int().min(0).meta({ description: 'Links from there to the child.' }),
    decision: chainDecisionWordSchema,
    reason: chainReasonSchema.nullable(),
    firing: idSchema.nullable(),
    message: z.string().meta({ description: 'The decision as a sentence.' }),
  })
  .meta({ id: 'ChainDecision' })
export type ChainDecision = z.infer<typeof chainDecisionSchema>

/** A schedule in the graph of its chain. */
export const chainNodeSchema = z
  .strictObject({
    schedule: idSchema,
    name: z.string(),
    state: scheduleStateSchema,
    join: chainJoinSchema,
    level: z.int().min(0).meta({ description: 'Links on the longest way to it from a schedule that follows none.' }),
    last: z
      .strictObject({
        job: idSchema,
        firing: idSchema,
        root: idSchema.meta({ description: 'The passage it belongs to.' }),
        state: jobStateSchema,
        verdict: verdictSchema.nullable(),
        outcome: z.string().max(64).nullable(),
        created_at: z.iso.datetime(),
        finished_at: z.iso.datetime().nullable(),
      })
      .nullable()
      .meta({ description: 'Its newest job, as it is now.' }),
    open: z.int().min(0).meta({ description: 'Jobs of it that are not over.' }),
    waiting: z.int().min(0).meta({ description: 'Firings that wait.' }),
    caution: z.string().nullable().meta({ description: 'Why its links can never let it fire, as a sentence.' }),
  })
  .meta({ id: 'ChainNode' })
export type ChainNode = z.infer<typeof chainNodeSchema>

/** A link in the graph. `parent` may be gone; then it never lets its child fire. */
export const chainEdgeSchema = z
  .strictObject({
    parent: idSchema,
    child: idSchema,
    link: z.int().min(0),
    delay_s: z.int().min(0),
    on: chainEndSchema,
    condition: chainConditionSchema.nullable(),
    words: z.string().meta({ description: 'What lets the child fire, as part of a sentence.' }),
    last: chainDecisionSchema.nullable().meta({ description: 'The newest decision about it.' }),
  })
  .meta({ id: 'ChainEdge' })
export type ChainEdge = z.infer<typeof chainEdgeSchema>

/** Every schedule that a schedule has to do with through links, however far, with their states now. */
export const chainGraphSchema = z
  .strictObject({
    schedule: idSchema,
    nodes: z.array(chainNodeSchema).max(500),
    edges: z.array(chainEdgeSchema),
    more: z.boolean().meta({ description: 'Whether the chain has more schedules than are shown.' }),
  })
  .meta({ id: 'ChainGraph' })
export type ChainGraph = z.infer<typeof chainGraphSchema>
