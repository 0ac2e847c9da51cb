import { expect, it } from 'vitest'
import { migrate } from '../migrate.ts'
import { aDatabaseBefore, jobs, upTo } from './test-bed.ts'

it('leaves jobs that were there to the caller who enqueued them', () => {
  const database = aDatabaseBefore(13, jobs({ seq: 1, id: 'a', state: 'queued' }), { spec: '{}' })
  migrate(database, 2000, upTo(13))
  expect(database.prepare('SELECT * FROM job_origin').all()).toEqual([])
  expect(() => database.exec("INSERT INTO job_origin VALUES (2, 'manual', 's', 'f')")).toThrow(/FOREIGN KEY/)
})
