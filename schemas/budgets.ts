import { z } from 'zod'

/** Hard limits of one run. Each is enforced while the work runs, not between its steps. Source: DALI job schema. */
export const budgetsSchema = z
  .strictObject({
    max_wall_time_sec: z.int().min(1).max(7200).meta({
      title: 'Wall time',
      description: 'The run is stopped when it has taken this long.',
      unit: 's',
    }),
    max_tool_calls: z.int().min(0).max(500).meta({
      title: 'Tool calls',
      description: 'How many commands or tools the run may start. 0 allows none.',
      unit: 'calls',
    }),
    max_output_bytes: z.int().min(1024).max(104_857_600).meta({
      title: 'Output',
      description: 'How much the run may write, over all its streams and documents.',
      unit: 'bytes',
    }),
    max_concurrency_slots: z.int().min(1).max(8).meta({
      title: 'Parallel tool calls',
      description: 'How many tool calls of the run may be under way at once; also its weight in a pool.',
      unit: 'slots',
    }),
  })
  .meta({ id: 'Budgets', title: 'Budgets' })

export type Budgets = z.infer<typeof budgetsSchema>

/** What a run has used so far, in the units of its budgets. */
export const usageSchema = z
  .strictObject({
    wall_ms: z.int().min(0).meta({ description: 'Monotonic milliseconds since the run was claimed.' }),
    tool_calls: z.int().min(0),
    output_bytes: z.int().min(0),
  })
  .meta({ id: 'Usage' })

export type Usage = z.infer<typeof usageSchema>
export const NO_USAGE: Usage = { wall_ms: 0, tool_calls: 0, output_bytes: 0 }
