import { expect, it } from 'vitest'
import { migrate } from '../migrate.ts'
import { aDatabaseBefore, aRun, jobs } from './test-bed.ts'

function migrated() {
  const rows = `${jobs({ seq: 1, id: 'a', state: 'succeeded' }, { seq: 2, id: 'b', state: 'queued', lane: 'gpu' })}
    ${aRun('run', 'a', 1)} UPDATE job SET idempotency_key = 'once' WHERE id = 'a';`
  const database = aDatabaseBefore(11, rows, { spec: '{}' })
  const stored = () => database.prepare('SELECT * FROM job ORDER BY seq').all()
  const before = stored()
  migrate(database, 2000)
  return { database, stored, before }
}

it('keeps every job that was there, and what refers to it', () => {
  const { database, stored, before } = migrated()
  expect(stored()).toEqual(before)
  expect(database.pragma('foreign_key_check')).toEqual([])
  expect(() => database.exec("DELETE FROM job WHERE id = 'a'")).toThrow(/FOREIGN KEY/)
  expect(database.prepare('SELECT lane FROM lane').pluck().all()).toEqual(['gpu'])
})

it('keeps the columns of a job in their order, and its indexes', () => {
  const { database } = migrated()
  const before = aDatabaseBefore(11, '')
  const columns = 'SELECT name, type, "notnull", pk FROM pragma_table_info(\'job\')'
  const indexes =
    "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'job' AND sql NOT NULL AND name NOT IN ('job_short', 'job_idempotency_key') ORDER BY name"
  for (const sql of [columns, indexes]) expect(database.prepare(sql).all()).toEqual(before.prepare(sql).all())
})

it('lets no second job have a key, and any number have none', () => {
  const { database } = migrated()
  database.exec(jobs({ seq: 3, id: 'c', state: 'queued' }))
  expect(() => database.exec("UPDATE job SET idempotency_key = 'once' WHERE id = 'c'")).toThrow(/UNIQUE/)
})
