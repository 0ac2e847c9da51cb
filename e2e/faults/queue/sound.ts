import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { verifyLedger } from '#core/record'
import { compareTables } from '../../evidence/rebuild/stored-tables.ts'
import { databaseOf, readDatabase } from '../../support/database.ts'
import type { Play } from './play.ts'
import { wrongTurns } from './wrong-turns.ts'

/** What must yield no row, whatever has happened. */
const NEVER: Record<string, string> = {
  'a counter that differs from the rows':
    'SELECT state, n FROM job_count WHERE n <> (SELECT count(*) FROM job WHERE job.state = job_count.state)',
  'a running job without exactly one running run':
    "SELECT id FROM job WHERE (state = 'running') <> (SELECT count(*) FROM run WHERE job_id = job.id AND run.state = 'running')",
  'more attempts than allowed': 'SELECT id FROM job WHERE attempts > max_attempts',
  'a job that succeeded other than once':
    "SELECT id FROM job WHERE (state = 'succeeded') <> (SELECT count(*) FROM run WHERE job_id = job.id AND run.state = 'succeeded')",
  'a number of runs that is none': 'SELECT id FROM job WHERE runs <> (SELECT count(*) FROM run WHERE job_id = job.id)',
  'a held job without a reason, or the other way':
    "SELECT id FROM job WHERE (state = 'held') <> (held_reason IS NOT NULL)",
  'a job that waits for no time': "SELECT id FROM job WHERE state IN ('scheduled', 'retrying') AND run_at IS NULL",
  'an end without its time':
    "SELECT id FROM job WHERE (state IN ('succeeded', 'failed', 'cancelled')) <> (finished_at IS NOT NULL)",
  'a killed run nobody asks about':
    "SELECT id FROM job WHERE held_reason = 'kill_switch' AND last_run NOT IN (SELECT run_id FROM kill_switch_run)",
}

/** What holds at every moment: in the rows, and between them and what the world was told. */
export function expectSound(play: Play): void {
  readDatabase(play.life().home.root, (database) => {
    for (const [what, sql] of Object.entries(NEVER))
      expect({ what, rows: database.prepare(sql).all() }).toEqual({ what, rows: [] })
    expect(names(database, "SELECT id FROM run WHERE state = 'running' ORDER BY id")).toEqual(play.running())
    const jobs = new Set(names(database, 'SELECT id FROM job'))
    expect([...play.told.accepted.keys()].filter((id) => !jobs.has(id))).toEqual([])
    const succeeded = new Set(names(database, "SELECT id FROM job WHERE state = 'succeeded'"))
    expect([...play.told.succeeded].filter((id) => !succeeded.has(id))).toEqual([])
  })
}

/** What holds of the whole record: the chain, the tables that follow from it, and that each event follows from the ones before. */
export async function expectProven(root: string): Promise<void> {
  const { stored, rebuilt } = compareTables(root)
  expect(rebuilt).toEqual(stored)
  expect(readDatabase(root, wrongTurns)).toEqual([])
  const database = new Database(databaseOf(root), { readonly: true })
  try {
    const verified = await verifyLedger(database, { bodies: true, blobs: join(root, 'blobs') })
    expect(verified).toMatchObject({ ok: true, first_bad: null, bad_bodies: [] })
  } finally {
    database.close()
  }
}

function names(database: Database.Database, sql: string): string[] {
  return database
    .prepare<[], { id: string }>(sql)
    .all()
    .map(({ id }) => id)
}
