import { expect, it } from 'vitest'
import { migrate } from '../migrate.ts'
import { aDatabaseBefore, upTo } from './test-bed.ts'

it('begins without links, and keeps none of a schedule there is not', () => {
  const database = aDatabaseBefore(20, '')
  migrate(database, 2000, upTo(20))
  for (const table of ['chain_link', 'chain_end', 'chain_decision', 'watchdog'])
    expect(database.prepare(`SELECT * FROM ${table}`).all()).toEqual([])
  database.pragma('foreign_keys = ON')
  expect(() => database.exec("INSERT INTO chain_link VALUES ('gone', 0, 'gone', 'success', 0, NULL)")).toThrow(
    'FOREIGN KEY',
  )
})
