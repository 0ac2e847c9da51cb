import { useQuery } from '@tanstack/react-query'
import { useClient } from './client.ts'
import { ownCommand } from './own-command.ts'
import { statusQuery } from './queries.ts'

/** What starts the command line for this core on its machine; what was last known while there is no contact. */
export function useCommand(): string {
  return useQuery(statusQuery(useClient())).data?.core.command ?? ownCommand()
}
