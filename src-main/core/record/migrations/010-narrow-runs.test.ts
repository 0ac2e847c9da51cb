import { expect, it } from 'vitest'
import { migrate } from '../migrate.ts'
import { aDatabaseBefore, aRun, jobs } from './test-bed.ts'

it('keeps every run that was there, and what refers to it', () => {
  const rows = `${jobs({ seq: 1, id: 'a', state: 'succeeded' })} ${aRun('first', 'a', 1)} ${aRun('second', 'a', 2)}
    UPDATE run SET header = '{}' WHERE id = 'first';
    INSERT INTO artifact(id, job_id, run_id, kind, name, media_type, size, state, body, created_at)
      VALUES ('art', 'a', 'second', 'document', 'n', 'text/plain', 1, 'needs_review', 'spec', 5);`
  const database = aDatabaseBefore(10, rows, { spec: '{}' })
  const columns =
    'id, job_id, number, state, token, ready_at, started_at, finished_at, wall_ms, tool_calls, output_bytes'
  const runs = () => database.prepare(`SELECT ${columns} FROM run ORDER BY id`).all()
  const before = runs()
  migrate(database, 2000)
  expect(runs()).toEqual(before)
  expect(database.pragma('foreign_key_check')).toEqual([])
  expect(() => database.exec("DELETE FROM run WHERE id = 'second'")).toThrow(/FOREIGN KEY/)
  expect(() => database.exec(aRun('third', 'a', 2))).toThrow(/UNIQUE/)
})
