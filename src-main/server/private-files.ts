import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { InterlockError } from '#schemas'

export { writePrivate } from '#server/client'

/**
 * Makes `run/` of a data directory if it is missing and closes it to everybody else.
 * @throws InterlockError home_unusable where another user could have prepared it
 */
export function prepareRunFolder(home: string): string {
  const folder = join(home, 'run')
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // It is there already; what it is, is looked at next.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const found = lstatSync(folder)
  if (!found.isDirectory())
    throw new InterlockError('home_unusable', { home, reason: `${folder} is not a folder of its own` })
  if (process.platform === 'win32') return folder
  if (found.uid !== process.getuid?.())
    throw new InterlockError('home_unusable', { home, reason: `${folder} belongs to another user` })
  if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700)
  return folder
}
