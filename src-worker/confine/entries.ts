import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  opendirSync,
  openSync,
  readFileSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { errnoOf, PathRejected } from './path-rejected.ts'

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
  /** Name of the file that is written first, by which what a crash left of it is known again; otherwise a random one. */
  readonly beside?: string | undefined
  /** Asked right before the exchange, see `Confirm`. */
  readonly confirm?: Confirm | undefined
}

/**
 * Given what lies there in the last moment before it is replaced or removed, null for nothing; throws to leave it alone. No
 * system exchanges a file only if its content is so and so: who writes to it between this look and the rename loses that.
 */
export type Confirm = (present: Buffer | null) => void

/**
 * Writes `bytes` to a new file in the directory `place` and renames it to `name`, so that a reader sees the old or the new
 * whole. An existing link is refused, and a file with further hard links: someone may rely on both names being one. What is
 * replaced keeps its owner.
 */
export function replaceFile(place: string, name: string, bytes: Uint8Array, options: Replacement): void {
  const target = `${place}/${name}`
  const found = lstatSync(target, { throwIfNoEntry: false })
  refuseReplacing(found, options.shown)
  const beside = `${place}/${options.beside ?? `.${randomBytes(9).toString('base64url')}.tmp`}`
  const fd = openSync(beside, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | options.openFlags, 0o600)
  try {
    try {
      for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written)
      keepOwner(fd, found)
      fchmodSync(fd, options.mode)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    options.confirm?.(present(target, options.openFlags))
    if (found === undefined && options.confirm !== undefined) linkNew(beside, target)
    else renameSync(beside, target)
  } catch (error) {
    unlinkSync(beside)
    throw error
  }
  syncDirectory(place)
}

/** Removes a file if `confirm` lets it. */
export function removeFile(
  place: string,
  name: string,
  { openFlags, shown, confirm }: Pick<Replacement, 'openFlags' | 'shown'> & { readonly confirm: Confirm },
): void {
  const target = `${place}/${name}`
  refuseReplacing(lstatSync(target, { throwIfNoEntry: false }), shown)
  confirm(present(target, openFlags))
  unlinkSync(target)
  syncDirectory(place)
}

/** Removes what a crash left of a `beside`, which may be a second name of the file that was put in place. */
export function removeBeside(place: string, beside: string): void {
  const path = `${place}/${beside}`
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return
  unlinkSync(path)
  syncDirectory(place)
}

function present(target: string, openFlags: number): Buffer | null {
  let fd: number
  try {
    fd = openSync(target, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | openFlags)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
  try {
    return readFileSync(fd)
  } finally {
    closeSync(fd)
  }
}

function keepOwner(fd: number, found: Stats | undefined): void {
  if (found === undefined || process.platform === 'win32') return
  const own = fstatSync(fd)
  if (own.uid !== found.uid || own.gid !== found.gid) fchownSync(fd, found.uid, found.gid)
}

/** Unlike a rename, a link never replaces what somebody made in the same moment. */
function linkNew(beside: string, target: string): void {
  try {
    linkSync(beside, target)
  } catch (error) {
    // Some file systems have no hard links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errnoOf(error) ?? '')) throw error
    return renameSync(beside, target)
  }
  unlinkSync(beside)
}

/** Makes the new name outlive a power cut. Windows opens no directories; NTFS journals renames by itself. */
function syncDirectory(place: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(`${place}/.`, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function refuseReplacing(found: Stats | undefined, shown: string): void {
  if (found === undefined) return
  if (found.isSymbolicLink()) throw new PathRejected('symlink', shown)
  if (!found.isFile()) throw new PathRejected('not_a_file', shown)
  if (found.nlink > 1) throw new PathRejected('hard_link', shown)
}
