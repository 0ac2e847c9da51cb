import Database from 'better-sqlite3'
import { join } from 'node:path'
import type { Measure } from './figures.ts'
import { JOB_BYTES } from './bench-core.ts'

/** What the disk and SQLite allow: one row of a job's size per transaction, each synced (WAL, FULL). */
export const measure: Measure<{ rows: number }> = async ({ folder, rows }) => {
  const database = new Database(join(folder, 'raw.db'))
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('CREATE TABLE job (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT')
  const insert = database.prepare('INSERT INTO job(at, body) VALUES (?, ?)')
  const body = 'x'.repeat(JOB_BYTES)
  const startedAt = performance.now()
  for (let at = 0; at < rows; at += 1) insert.run(at, body)
  const serial = (rows / (performance.now() - startedAt)) * 1000
  database.close()
  return { serial }
}
