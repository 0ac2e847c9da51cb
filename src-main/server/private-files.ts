import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import { InterlockError } from '#schemas'

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

/** Writes a file only its owner may read, whole or not at all, whatever lay at the path before. */
export function writePrivate(path: string, content: string): void {
  const fresh = join(dirname(path), `.${randomUUID()}`)
  writeFileSync(fresh, content, { mode: 0o600, flag: 'wx' })
  try {
    renameSync(fresh, path)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
}
