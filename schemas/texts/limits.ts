/** What a run that reached a limit says of itself; the figures stand beside it. */
export const limitTexts = {
  max_wall_time_sec: 'Time limit reached. The run was stopped; what it wrote until then is kept.',
  max_tool_calls: 'Tool call limit reached. The run was stopped; what it wrote until then is kept.',
  max_output_bytes: 'Output limit reached. The run was stopped; what it wrote until then is kept.',
  max_memory_bytes: 'Memory limit reached. The command was ended with all it had started.',
  max_processes: 'Process limit reached. The command was ended with all it had started.',
  max_cpu_sec: 'Processor time limit reached. The command was ended with all it had started.',
  max_file_bytes: 'The command wrote a file larger than the limit, and was ended.',
  max_disk_bytes: 'Disk limit reached. The command was ended with all it had started.',
} as const
