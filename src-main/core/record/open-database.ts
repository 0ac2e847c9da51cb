import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { isInterlockError } from '#schemas'
import { asStorageFailure, damaged, failed } from './damage.ts'
import { migrate, standing } from './migrate.ts'
import { type Backup, backUp, dropOldBackups, putBack } from './migration-backup.ts'
import { type Migration, migrations } from './migrations/index.ts'
import { keepPrivate } from './private-file.ts'
import { syncFolderNow } from './sync-folder.ts'

/** A database that is up to date. */
export interface OpenedDatabase {
  readonly database: Database.Database
  readonly schemaVersion: number
  /** What brought it up to date; undefined where nothing had to. */
  readonly migrated: { readonly from: number; readonly backup: string } | undefined
}

/**
 * Opens a database, a new one where there is none, and brings it up to date. One that is damaged is left as it is. One that
 * has to be changed for that is copied first, and put back as it was where the change fails.
 * @throws InterlockError database_damaged, schema_newer, schema_changed, storage_failed, backup_failed, migration_failed
 */
export function openDatabase(file: string, now: number, known: readonly Migration[] = migrations): OpenedDatabase {
  try {
    if (existsSync(file)) refuseDamaged(file)
    else make(file, now, known)
    keepPrivate(file)
    const lacking = standingOf(file, known)
    if (lacking === undefined) return { ...openWhole(file, now, known), migrated: undefined }
    const backup = backUp(file, lacking.version, now)
    const opened = openOrPutBack(file, now, known, backup)
    dropOldBackups(file)
    return { ...opened, migrated: { from: lacking.version, backup: backup.name } }
  } catch (error) {
    const failure = asStorageFailure(error, file)
    throw isInterlockError(failure) ? failure : failed(error)
  }
}

/** What an older database lacks; undefined for one that lacks nothing. Leaves it whole in its one file, and closed. */
function standingOf(file: string, known: readonly Migration[]) {
  const database = new Database(file)
  try {
    const found = standing(database, known)
    // Version 0 is no Interlock's: there is nothing to keep.
    if (found.missing.length === 0 || found.version === 0) return undefined
    // What still lies in the log would be missing in a copy of the file.
    database.pragma('wal_checkpoint(TRUNCATE)')
    return found
  } finally {
    database.close()
  }
}

function openOrPutBack(file: string, now: number, known: readonly Migration[], backup: Backup) {
  try {
    return openWhole(file, now, known)
  } catch (error) {
    throw putBack(file, backup, asStorageFailure(error, file), known)
  }
}

function openWhole(file: string, now: number, known: readonly Migration[]) {
  const database = new Database(file)
  try {
    // Windows and Linux ignore fullfsync; without it a macOS disk may keep a commit in its own cache.
    for (const pragma of [
      'journal_mode = WAL',
      // The store syncs the log by itself, after a commit that must outlive a power cut.
      'synchronous = NORMAL',
      'foreign_keys = ON',
      'fullfsync = ON',
      'cache_size = -32768',
      'journal_size_limit = 67108864',
      // Copies of pages for savepoints and triggers otherwise go through a file once they pass 64 KB, which is every run's end.
      'temp_store = MEMORY',
    ])
      database.pragma(pragma)
    return { database, schemaVersion: migrate(database, now, known) }
  } catch (error) {
    database.close()
    throw error
  }
}

/** Looked at through a connection that cannot write: one that can would move the log into the damaged file as it closes. */
function refuseDamaged(file: string): void {
  // SQLite takes an empty file for a new database, but `make` leaves none.
  if (statSync(file).size === 0) throw damaged(file, 'it is empty')
  const database = new Database(file, { readonly: true })
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
  } finally {
    database.close()
  }
}

/** Makes a database beside its place and moves it there whole, so that an empty one is known for what it is. */
function make(file: string, now: number, known: readonly Migration[]): void {
  const log = `${file}-wal`
  if (existsSync(log) && statSync(log).size > 0) throw damaged(file, `it is missing, but its log ${log} is there`)
  const draft = `${file}.new`
  for (const left of [draft, `${draft}-journal`]) rmSync(left, { force: true })
  keepPrivate(draft)
  const database = new Database(draft)
  try {
    migrate(database, now, known)
  } finally {
    database.close()
  }
  renameSync(draft, file)
  syncFolderNow(dirname(file))
}
