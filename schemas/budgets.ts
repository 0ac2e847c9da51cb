import { z } from 'zod'

const MIB = 1024 ** 2
const GIB = 1024 ** 3

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
    max_memory_bytes: z
      .int()
      .min(64 * MIB)
      .max(1024 * GIB)
      .optional()
      .meta({
        title: 'Memory',
        description: 'Memory of all processes of a command together. Default: 4 GiB.',
        unit: 'bytes',
      }),
    max_processes: z.int().min(4).max(32_768).optional().meta({
      title: 'Processes',
      description: 'Processes and threads of a command together. Default: 1,024.',
      unit: 'processes',
    }),
    max_cpu_sec: z.int().min(1).max(86_400).optional().meta({
      title: 'Processor time',
      description: 'Of all processes of a command together. Default: as much as the time allows.',
      unit: 's',
    }),
    max_file_bytes: z
      .int()
      .min(MIB)
      .max(1024 * GIB)
      .optional()
      .meta({
        title: 'Largest file',
        description: 'No command can write a larger file. Default: 2 GiB.',
        unit: 'bytes',
      }),
    max_disk_bytes: z
      .int()
      .min(MIB)
      .max(1024 * GIB)
      .optional()
      .meta({
        title: 'Disk',
        description: 'What a command may write to disk, and keep in its temporary folders. Default: 4 GiB.',
        unit: 'bytes',
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

/** What holds for commands where a job names no limit of its own. */
export const DEFAULT_BUDGETS_OF_COMMANDS = {
  max_memory_bytes: 4 * GIB,
  max_processes: 1024,
  max_file_bytes: 2 * GIB,
  max_disk_bytes: 4 * GIB,
} as const
