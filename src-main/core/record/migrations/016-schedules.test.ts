import { expect, it } from 'vitest'
import { migrate } from '../migrate.ts'
import { aDatabaseBefore, jobs, upTo } from './test-bed.ts'

it('has no schedule, none paused, and leaves jobs as they were', () => {
  const database = aDatabaseBefore(16, jobs({ seq: 1, id: 'a', state: 'queued' }), { spec: '{}' })
  migrate(database, 2000, upTo(16))
  expect(database.prepare('SELECT count(*) AS n FROM schedule').get()).toEqual({ n: 0 })
  expect(database.prepare('SELECT paused, paused_at FROM scheduler').get()).toEqual({ paused: 0, paused_at: null })
  expect(database.prepare('SELECT id, lane FROM job').all()).toEqual([{ id: 'a', lane: '' }])
})

it('gives the name of a deleted schedule to another, and no key to two firings', () => {
  const database = aDatabaseBefore(16, '', { spec: '{}' })
  migrate(database, 2000, upTo(16))
  const add = (seq: number, state: string) =>
    database.exec(`INSERT INTO schedule VALUES (${seq}, 'sch-${seq}', 'nightly', 1, 'spec', '${state}', 0, 0, 0)`)
  add(1, 'deleted')
  add(2, 'on')
  expect(() => add(3, 'off')).toThrow(/UNIQUE/)
  const fire = (seq: number) =>
    database.exec(`INSERT INTO firing(seq, id, schedule, kind, key, due_at, count, state, actor, created_at)
      VALUES (${seq}, 'fir-${seq}', 'sch-2', 'schedule', 'sch-2:5', 5, 1, 'enqueued', 'core', 6)`)
  fire(4)
  expect(() => fire(5)).toThrow(/UNIQUE/)
})
