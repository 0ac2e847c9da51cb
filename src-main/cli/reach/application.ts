import { CliError } from '../failure.ts'
import { typed } from '../typed.ts'

/**
 * The command line of the desktop application is run by the application's own program, which is no Node: it can start no worker and
 * nothing that stays. It talks to the Interlock that is open, and opens a data directory for what needs no worker.
 * @throws CliError in_application, there
 */
export function refuseInApplication(what: string, versions: NodeJS.Dict<string> = process.versions): void {
  if (versions['electron'] === undefined) return
  throw new CliError(
    'in_application',
    `The command line of the application cannot ${what}: none of its processes is a Node.`,
    `Open Interlock, which works in the background and can start with your session, then use ${typed('status')} and the rest.`,
  )
}
