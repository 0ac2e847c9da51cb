import { lstatSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, resolve, sep } from 'node:path'
import { isDeniedPath } from '#confine'
import type { InterlockError } from '#schemas'
import { codeOf, type Home } from '#core/record'

/** Makes the error for a folder that jobs are not let into. */
export type InvalidFolder = (reason: string) => InterlockError

/**
 * A folder that jobs may be let into, as its real path. Only its own entry is looked at, never what it holds.
 * @throws InterlockError as `invalid` makes it
 */
export function allowedFolder(path: string, home: Home, invalid: InvalidFolder): string {
  if (!isAbsolute(path)) throw invalid('the path must be absolute')
  if (path.includes('\0')) throw invalid('the path holds a NUL character')
  const real = realPath(path, invalid)
  if (!statSync(real).isDirectory()) throw invalid('it is not a folder')
  if (isDeniedPath(real)) throw invalid('it is, or lies in, a folder kept for secrets or for git')
  if (isOfSystem(real)) throw invalid('it shows the system, and holds no files')
  const own = realpathSync(home.root)
  if (isInside(own, real)) throw invalid('it contains Interlock’s own data directory')
  if (isInside(real, own) && !isInside(real, resolve(own, 'demo-workspace')))
    throw invalid('it lies in Interlock’s own data directory')
  if (real === resolve('/') || real === homedir()) throw invalid('it is a whole home directory or disk')
  return real
}

function realPath(path: string, invalid: InvalidFolder): string {
  try {
    lstatSync(path)
    return realpathSync(path)
  } catch (error) {
    const code = codeOf(error)
    throw invalid(code === 'ENOENT' ? 'it does not exist' : `it cannot be looked at (${code})`)
  }
}

/** Whether a real path is a folder or lies in it. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** Where names stand for processes and devices. */
const SYSTEM_FOLDERS = ['/proc', '/sys', '/dev']
/** The one below them that holds files. */
const SHARED_MEMORY = '/dev/shm'

function isOfSystem(path: string): boolean {
  return SYSTEM_FOLDERS.some((folder) => isInside(path, folder)) && !path.startsWith(`${SHARED_MEMORY}/`)
}
