import { hash } from 'node:crypto'
import type Database from 'better-sqlite3'
import { InterlockError } from '#schemas'
import { type Migration, migrations } from './migrations/index.ts'

/**
 * Brings a database up to date, one transaction per migration, and refuses one that a newer Interlock or a different text
 * of a migration has made.
 * @returns the schema version it has now
 * @throws InterlockError schema_newer, schema_changed
 */
export function migrate(database: Database.Database, now: number, known: readonly Migration[] = migrations): number {
  database.exec(`CREATE TABLE IF NOT EXISTS migration (
    version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT`)
  const { missing } = standing(database, known)
  const record = database.prepare('INSERT INTO migration(version, name, checksum, applied_at) VALUES (?, ?, ?, ?)')
  // A table that takes another's place is missed by those that refer to it for a moment. Cannot be switched in a transaction.
  if (missing.length > 0) database.pragma('foreign_keys = OFF')
  try {
    for (const migration of missing)
      database.transaction(() => {
        database.exec(migration.sql)
        record.run(migration.version, migration.name, checksum(migration), now)
      })()
  } finally {
    database.pragma('foreign_keys = ON')
  }
  return latest(known)
}

/** How far a database has come: its schema version, and the migrations it lacks. */
export interface Standing {
  readonly version: number
  readonly missing: readonly Migration[]
}

/**
 * Looks, and changes nothing.
 * @throws InterlockError schema_newer, schema_changed
 */
export function standing(database: Database.Database, known: readonly Migration[] = migrations): Standing {
  const applied = hasMigrations(database) ? appliedTo(database) : []
  for (const row of applied) {
    const migration = known.find((each) => each.version === row.version)
    if (migration === undefined) throw new InterlockError('schema_newer', { found: row.version, known: latest(known) })
    if (checksum(migration) !== row.checksum)
      throw new InterlockError('schema_changed', { version: row.version, name: row.name })
  }
  return {
    version: applied.at(-1)?.version ?? 0,
    missing: known.filter(({ version }) => applied.every((row) => row.version !== version)),
  }
}

function hasMigrations(database: Database.Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'").get() !== undefined
}

function appliedTo(database: Database.Database) {
  return database
    .prepare<[], { version: number; name: string; checksum: string }>(
      'SELECT version, name, checksum FROM migration ORDER BY version',
    )
    .all()
}

function latest(known: readonly Migration[]): number {
  return known.at(-1)?.version ?? 0
}

function checksum(migration: Migration): string {
  return hash('sha256', migration.sql)
}
