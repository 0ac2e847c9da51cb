import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { InterlockError } from '#schemas'
import { formatBytes } from '#schemas/format'
import { codeOf } from './home.ts'
import { standing } from './migrate.ts'
import type { Migration } from './migrations/index.ts'
import { syncFolderNow } from './sync-folder.ts'

/** Copies that are kept, the newest. */
const KEPT = 3

/** The disk must not be full after the copy: the migration writes too. */
const SPARE_BYTES = 16 * 1024 * 1024

const NAME = /^interlock-v\d+-\d{8}T\d{9}Z\.db$/

/** A copy of a database from before it was changed. */
export interface Backup {
  readonly name: string
  readonly path: string
}

/**
 * Copies a database that nobody has open and that has no log. SQLite's own copies take another way: `VACUUM INTO` numbers rows
 * anew, and its backup of pages comes in pieces over turns of the loop, in which something could write.
 * @throws InterlockError backup_failed
 */
export function backUp(file: string, version: number, now: number): Backup {
  const folder = foldersOf(file)
  const name = `interlock-v${version}-${new Date(now).toISOString().replaceAll(/[-:.]/g, '')}.db`
  const path = join(folder, name)
  const draft = join(folder, '.draft')
  try {
    prepare(folder)
    rmSync(draft, { force: true })
    refuseTooLittleRoom(file, folder)
    // Shares the blocks where the file system can; the copy is then there at once and takes no room.
    copyFileSync(file, draft, constants.COPYFILE_FICLONE)
    chmodSync(draft, 0o600)
    syncFileNow(draft)
    refuseOtherContent(draft, version)
    renameSync(draft, path)
    syncFolderNow(folder)
    return { name, path }
  } catch (error) {
    remove(draft)
    const reason = error instanceof NoBackup ? error.message : codeOf(error)
    throw new InterlockError('backup_failed', { file: path, reason }, { cause: error })
  }
}

/**
 * Puts a copy in the place of a database that could not be brought up to date. It is moved there, since a failing disk is
 * most often a full one.
 * @returns the failure to be told
 */
export function putBack(file: string, backup: Backup, cause: unknown, known: readonly Migration[]): InterlockError {
  const failing = failingOf(file, known)
  const told = (put_back: boolean) =>
    new InterlockError(
      'migration_failed',
      { ...failing, reason: reasonOf(cause), put_back, backup: backup.path },
      { cause },
    )
  try {
    // A log that is left would be played into the copy.
    for (const part of [`${file}-wal`, `${file}-shm`, `${file}-journal`]) rmSync(part, { force: true })
    renameSync(backup.path, file)
    syncFolderNow(dirname(file))
    return told(true)
  } catch {
    // What failed first says more; the copy is named, so that it can be put back by hand.
    return told(false)
  }
}

/** Removes all but the newest copies. What cannot be removed stays for the next time. */
export function dropOldBackups(file: string): void {
  const folder = foldersOf(file)
  try {
    const copies = readdirSync(folder).filter((name) => NAME.test(name))
    for (const name of copies.toSorted(byTime).slice(0, -KEPT)) rmSync(join(folder, name), { force: true })
  } catch {
    // More copies than wanted harm nobody, and the database is up to date.
  }
}

function foldersOf(file: string): string {
  return join(dirname(file), 'backups')
}

/** Takes away what is only in the way; why it cannot be matters to nobody. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // The next copy is written over it.
  }
}

/** A refusal in words of its own. */
class NoBackup extends Error {}

function prepare(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory()) throw new NoBackup(`${folder} is not a folder`)
  if (process.platform !== 'win32') chmodSync(folder, 0o700)
}

function refuseTooLittleRoom(file: string, folder: string): void {
  const { size } = statSync(file)
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  if (free < size + SPARE_BYTES)
    throw new NoBackup(`it takes ${formatBytes(size + SPARE_BYTES)}, and ${formatBytes(free)} are free on its disk`)
}

function refuseOtherContent(draft: string, version: number): void {
  // A connection that may write takes the log it makes away again.
  const copy = new Database(draft)
  try {
    const row = copy.prepare<[], { version: number }>('SELECT max(version) AS version FROM migration').get()
    if (row?.version !== version) throw new NoBackup('the copy is not what was copied')
  } finally {
    copy.close()
  }
}

function failingOf(file: string, known: readonly Migration[]): { version: number; name: string } {
  try {
    const database = new Database(file, { readonly: true })
    try {
      const next = standing(database, known).missing[0]
      return { version: next?.version ?? 0, name: next?.name ?? 'opening' }
    } finally {
      database.close()
    }
  } catch {
    return { version: 0, name: 'opening' }
  }
}

function reasonOf(cause: unknown): string {
  const text = cause instanceof InterlockError ? cause.message : cause instanceof Error ? cause.message : String(cause)
  return text.replace(/\.$/, '')
}

function byTime(a: string, b: string): number {
  return timeOf(a) < timeOf(b) ? -1 : 1
}

function timeOf(name: string): string {
  return name.slice(name.lastIndexOf('-') + 1)
}

function syncFileNow(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
