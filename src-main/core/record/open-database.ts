import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { isInterlockError } from '#schemas'
import { asStorageFailure, damaged, failed } from './damage.ts'
import { migrate } from './migrate.ts'
import { keepPrivate } from './private-file.ts'
import { syncFolderNow } from './sync-folder.ts'

/**
 * Opens a database, a new one where there is none, and brings it up to date. One that is damaged is left as it is.
 * @throws InterlockError database_damaged, schema_newer, schema_changed, storage_failed
 */
export function openDatabase(file: string, now: number): { database: Database.Database; schemaVersion: number } {
  try {
    if (existsSync(file)) refuseDamaged(file)
    else make(file, now)
    keepPrivate(file)
    return openWhole(file, now)
  } catch (error) {
    const failure = asStorageFailure(error, file)
    throw isInterlockError(failure) ? failure : failed(error)
  }
}

function openWhole(file: string, now: number): { database: Database.Database; schemaVersion: number } {
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
    return { database, schemaVersion: migrate(database, now) }
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
function make(file: string, now: number): void {
  const log = `${file}-wal`
  if (existsSync(log) && statSync(log).size > 0) throw damaged(file, `it is missing, but its log ${log} is there`)
  const draft = `${file}.new`
  for (const left of [draft, `${draft}-journal`]) rmSync(left, { force: true })
  keepPrivate(draft)
  const database = new Database(draft)
  try {
    migrate(database, now)
  } finally {
    database.close()
  }
  renameSync(draft, file)
  syncFolderNow(dirname(file))
}
