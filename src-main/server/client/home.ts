import { resolve } from 'node:path'
import envPaths from 'env-paths'

/** The data directory: what was named, else `INTERLOCK_HOME`, else the place this system keeps data of programs in. */
export function chooseHome(named: string | undefined, environment: Record<string, string | undefined>): string {
  const chosen = named ?? environment['INTERLOCK_HOME'] ?? ''
  return chosen === '' ? envPaths('interlock', { suffix: '' }).data : resolve(chosen)
}
