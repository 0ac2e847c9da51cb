import type { Approval } from '#schemas'
import { formatCount } from '#schemas/format'

/** One line that tells it apart: its first command where it has one, else the title of the job. */
export function headingOf({ first_command, commands, title }: Approval): string {
  if (first_command === null) return title
  return commands > 1 ? `${first_command} (and ${formatCount(commands - 1)} more)` : first_command
}
