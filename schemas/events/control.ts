import { z } from 'zod'
import { minimumLevelSchema } from '../policy.ts'
import { killSwitchSourceSchema } from '../status.ts'
import { bodyRefSchema } from './body.ts'

const source = killSwitchSourceSchema

/** The kill switch and what the operator allows. */
export const controlEvents = {
  'kill_switch.engaged': z.strictObject({
    mode: z.enum(['engaged', 'engaged_hard']),
    source,
    note: bodyRefSchema.nullable(),
    running: z.array(z.string()),
  }),
  /** Why it is engaged, written afterwards. */
  'kill_switch.noted': z.strictObject({ note: bodyRefSchema }),
  'kill_switch.released': z.strictObject({
    source,
    requeued: z.array(z.string()),
    dropped: z.array(z.string()),
  }),
  'workspace.added': z.strictObject({ name: z.string(), path: bodyRefSchema, demo: z.boolean() }),
  'workspace.removed': z.strictObject({ name: z.string() }),
  /** All programs outside of the system's folders that its jobs see from now on; the body is a list of `Toolchain`. */
  'workspace.toolchains_set': z.strictObject({ name: z.string(), toolchains: bodyRefSchema }),
  /** Its jobs may run on less sandbox than their policies ask for. */
  'workspace.sandbox_lowered': z.strictObject({ name: z.string(), to: minimumLevelSchema, why: bodyRefSchema }),
  /** The policies of its jobs count again. */
  'workspace.sandbox_restored': z.strictObject({ name: z.string() }),
} as const
