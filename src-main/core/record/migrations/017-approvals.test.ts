import { expect, it } from 'vitest'
import { migrate } from '../migrate.ts'
import { aDatabaseBefore, jobs, upTo } from './test-bed.ts'

it('asks about nothing that was there before, and keeps every request that comes', () => {
  const database = aDatabaseBefore(17, jobs({ seq: 1, id: 'a', state: 'queued' }), { spec: '{}' })
  migrate(database, 2000, upTo(17))
  expect(database.prepare('SELECT * FROM approval').all()).toEqual([])
  const body = database.prepare<[], { id: string }>('SELECT id FROM body LIMIT 1').get()?.id ?? ''
  const insert = `INSERT INTO approval(seq, id, job, kind, state, hash, snapshot, alike, type, workspace, priority, asked_at, expires_at, on_timeout)
    VALUES (2, 'apr-a', :job, 'start', 'pending', '', '${body}', '', '', '', 0, 0, 0, 'reject')`
  expect(() => database.exec(insert.replace(':job', '7'))).toThrow(/FOREIGN KEY/)
  database.exec(insert.replace(':job', '1'))
  expect(() => database.exec('DELETE FROM approval')).toThrow(/never removed/)
})
