import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { InterlockError } from '#schemas'

/** The parts of a data directory, as absolute paths. */
export interface Home {
  readonly root: string
  readonly database: string
  readonly blobs: string
  readonly spool: string
  readonly exports: string
  readonly logs: string
  readonly run: string
  readonly lock: string
  readonly socket: string
  readonly killSwitchFile: string
}

/** Where the parts of a data directory lie; touches nothing. */
export function homeAt(path: string): Home {
  const root = resolve(path)
  const run = join(root, 'run')
  return {
    root,
    database: join(root, 'interlock.db'),
    blobs: join(root, 'blobs'),
    spool: join(root, 'spool'),
    exports: join(root, 'exports'),
    logs: join(root, 'logs'),
    run,
    lock: join(run, 'lock.db'),
    socket: join(run, 'core.sock'),
    killSwitchFile: join(root, 'KILL_SWITCH'),
  }
}

/**
 * Makes the data directory where it is missing and refuses one that others could have prepared: not ours, a symlink, or a
 * part of it that is a symlink.
 * @throws InterlockError home_unusable
 */
export function prepareHome(path: string): Home {
  const home = homeAt(path)
  for (const folder of [home.root, home.blobs, home.spool, home.exports, home.logs, home.run])
    prepareFolder(home.root, folder)
  return home
}

function prepareFolder(root: string, folder: string): void {
  try {
    if (folder === root) mkdirSync(dirname(root), { recursive: true, mode: 0o700 })
    // Not with its parents: on a read-only disk that would fail for a missing file.
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw unusable(root, `${folder} cannot be made (${codeOf(error)})`, error)
  }
  const found = lstatSync(folder)
  if (found.isSymbolicLink()) throw unusable(root, `${folder} is a symbolic link`)
  if (!found.isDirectory()) throw unusable(root, `${folder} is not a folder`)
  if (process.platform === 'win32') return
  if (found.uid !== process.getuid?.()) throw unusable(root, `${folder} belongs to another user`)
  if ((found.mode & 0o077) === 0) return
  try {
    chmodSync(folder, 0o700)
  } catch (error) {
    throw unusable(root, `${folder} is open to other users and cannot be closed (${codeOf(error)})`, error)
  }
}

function unusable(home: string, reason: string, cause?: unknown): InterlockError {
  return new InterlockError('home_unusable', { home, reason }, { cause })
}

/** The system's code of a failed call (`ENOENT`), or its text. */
export function codeOf(error: unknown): string {
  if (error instanceof Error) return 'code' in error && typeof error.code === 'string' ? error.code : error.message
  return String(error)
}
