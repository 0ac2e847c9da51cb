import { join } from 'node:path'
import { writePrivate } from './write-private.ts'

/**
 * Engages the kill switch without the core: workers and core look at this file themselves. The release needs it removed.
 * @returns where the file lies
 */
export function engageByFile(home: string, hard: boolean): string {
  const file = join(home, 'KILL_SWITCH')
  writePrivate(file, hard ? 'hard\n' : 'engaged\n')
  return file
}
