import { expect, it } from 'vitest'
import { migrate } from '../migrate.ts'
import { aDatabaseBefore, upTo } from './test-bed.ts'

it('begins without endpoints and keeps no probe of one there is not', () => {
  const database = aDatabaseBefore(14, '')
  migrate(database, 2000, upTo(14))
  expect(database.prepare('SELECT * FROM endpoint').all()).toEqual([])
  database.pragma('foreign_keys = ON')
  expect(() => database.exec("INSERT INTO endpoint_probe(endpoint, at, ms) VALUES ('gone', 1, 2)")).toThrow(
    'FOREIGN KEY',
  )
})
