import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  opendirSync,
  openSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { PathRejected } from './path-rejected.ts'

/** What is known of a directory entry without following it. */
export interface EntryStat {
  readonly kind: EntryKind
  readonly size: number
  readonly mtimeMs: number
  readonly mode: number
  readonly links: number
}
export type EntryKind = 'file' | 'directory' | 'symlink' | 'other'

export function describe(found: Stats): EntryStat {
  return {
    kind: kindOf(found),
    size: found.size,
    mtimeMs: found.mtimeMs,
    mode: found.mode & 0o7777,
    links: found.nlink,
  }
}

function kindOf(found: Stats): EntryKind {
  if (found.isFile()) return 'file'
  if (found.isDirectory()) return 'directory'
  return found.isSymbolicLink() ? 'symlink' : 'other'
}

/** Names in the directory at `path`, in no order; stops reading at `limit`, however many there are. */
export function listNames(path: string, limit: number): { names: string[]; complete: boolean } {
  const directory = opendirSync(path)
  try {
    const names: string[] = []
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      if (names.length === limit) return { names, complete: false }
      names.push(entry.name)
    }
    return { names, complete: true }
  } finally {
    directory.closeSync()
  }
}

export interface Replacement {
  readonly mode: number
  /** The walker's flags against links. */
  readonly openFlags: number
  /** The path for messages. */
  readonly shown: string
}

/**
 * Writes `bytes` to a new file in the directory `place` and renames it to `name`, so that a reader sees the old or the new
 * whole. An existing link is refused, and a file with further hard links: someone may rely on both names being one.
 */
export function replaceFile(place: string, name: string, bytes: Uint8Array, options: Replacement): void {
  const target = `${place}/${name}`
  refuseReplacing(lstatSync(target, { throwIfNoEntry: false }), options.shown)
  const beside = `${place}/.${randomBytes(9).toString('base64url')}.tmp`
  const fd = openSync(beside, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | options.openFlags, 0o600)
  try {
    try {
      for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written)
      fchmodSync(fd, options.mode)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(beside, target)
  } catch (error) {
    unlinkSync(beside)
    throw error
  }
}

function refuseReplacing(found: Stats | undefined, shown: string): void {
  if (found === undefined) return
  if (found.isSymbolicLink()) throw new PathRejected('symlink', shown)
  if (!found.isFile()) throw new PathRejected('not_a_file', shown)
  if (found.nlink > 1) throw new PathRejected('hard_link', shown)
}
