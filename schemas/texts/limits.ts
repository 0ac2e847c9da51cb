/** What a run that reached a limit says of itself; the figures stand beside it. */
export const limitTexts = {
  max_wall_time_sec: 'Time limit reached. The run was stopped; what it wrote until then is kept.',
  max_tool_calls: 'Tool call limit reached. The run was stopped; what it wrote until then is kept.',
  max_output_bytes: 'Output limit reached. The run was stopped; what it wrote until then is kept.',
} as const
