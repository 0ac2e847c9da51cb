import { expect, it } from 'vitest'
import { migrate } from '../migrate.ts'
import { aDatabaseBefore, upTo } from './test-bed.ts'

it('keeps the probes there were in the order of their times', () => {
  const database = aDatabaseBefore(
    22,
    `INSERT INTO endpoint(id, name, url, interval_s, timeout_ms, slow_ms, revision, added_at, state, state_since)
       VALUES ('a', 'a', 'u', 1, 1, 1, 1, 0, 'up', 0), ('b', 'b', 'u', 1, 1, 1, 1, 0, 'up', 0);
     INSERT INTO endpoint_probe(endpoint, at, ms) VALUES ('a', 20, NULL), ('a', 10, 5), ('b', 30, 6);`,
  )
  migrate(database, 2000, upTo(22))
  expect(database.prepare('SELECT * FROM endpoint_probe').all()).toEqual([
    { endpoint: 'a', n: 1, at: 10, ms: 5 },
    { endpoint: 'a', n: 2, at: 20, ms: null },
    { endpoint: 'b', n: 1, at: 30, ms: 6 },
  ])
})
