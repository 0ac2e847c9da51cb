import { closeSync, constants, fchmodSync, fstatSync, mkdirSync, openSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { CliError } from '../failure.ts'

const MAX_LOG_BYTES = 5 * 1024 * 1024

/**
 * Opens a log that only its owner reads, also where others could read the file that is there. A log nobody looks after must not
 * fill the disk: a large one is put aside.
 * @throws CliError usage where what lies there is no file of this user
 */
export function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const log = openOwn(path)
  if (fstatSync(log).size <= MAX_LOG_BYTES) return log
  closeSync(log)
  renameSync(path, `${path}.1`)
  return openOwn(path)
}

// A link could lead into any file of ours, and a pipe would wait for a reader. Windows has neither flag, which counts as none.
const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW, O_NONBLOCK } = constants

function openOwn(path: string): number {
  let log: number
  try {
    log = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600)
  } catch (error) {
    throw refused(path, error)
  }
  const { uid } = fstatSync(log)
  if (!fstatSync(log).isFile() || uid !== (process.getuid?.() ?? uid)) {
    closeSync(log)
    throw refused(path)
  }
  fchmodSync(log, 0o600)
  return log
}

function refused(path: string, cause?: unknown): CliError {
  const why = cause instanceof Error && 'code' in cause && cause.code !== 'ELOOP' ? ` (${String(cause.code)})` : ''
  return new CliError(
    'usage',
    `${path} cannot be the log: it is no file of yours that can be written${why}.`,
    'Name another with --log-file, or leave it out for the one in the data directory.',
    { cause },
  )
}
