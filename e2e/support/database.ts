import Database from 'better-sqlite3'
import { join } from 'node:path'

/** Tables of a data directory that hold what happened and what is. */
const TABLES = [
  'event',
  'body',
  'segment',
  'checkpoint',
  'job',
  'run',
  'artifact',
  'workspace',
  'kill_switch',
  'kill_switch_run',
] as const

export function databaseOf(home: string): string {
  return join(home, 'interlock.db')
}

/** Looks into a database with a connection of its own, also while a core works on it. */
export function readDatabase<T>(home: string, look: (database: Database.Database) => T): T {
  const database = new Database(databaseOf(home), { readonly: true })
  try {
    return look(database)
  } finally {
    database.close()
  }
}

/** Changes a database behind the core's back; its guards stay as they are unless `change` removes them. */
export function tamper(home: string, change: (database: Database.Database) => void): void {
  const database = new Database(databaseOf(home))
  try {
    change(database)
  } finally {
    database.close()
  }
}

/** Removes what keeps the ledger append-only. */
export function dropGuards(database: Database.Database): void {
  database.exec(
    'DROP TRIGGER event_is_append_only_update; DROP TRIGGER event_is_append_only_delete; DROP TRIGGER event_is_append_only_insert',
  )
}

/** Everything in the database that a refused request must leave as it was. */
export function contentOf(home: string): Record<string, unknown[]> {
  return readDatabase(home, (database) =>
    Object.fromEntries(TABLES.map((table) => [table, database.prepare(`SELECT * FROM ${table}`).all()])),
  )
}
