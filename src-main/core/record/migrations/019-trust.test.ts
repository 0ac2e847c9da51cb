import { expect, it } from 'vitest'
import { migrate } from '../migrate.ts'
import { aDatabaseBefore, upTo } from './test-bed.ts'

it('knows no gates of runs that were there, and lets a proof be used up once', () => {
  const database = aDatabaseBefore(19, '', { spec: '{}' })
  migrate(database, 2000, upTo(19))
  expect(database.prepare('SELECT * FROM run_trust').all()).toEqual([])
  const spend = () => database.exec("INSERT INTO spent_proof VALUES ('nonce', 'job', NULL)")
  spend()
  expect(spend).toThrow(/UNIQUE/)
  expect(() => database.exec("INSERT INTO trust_handle VALUES ('h', 'no such run', 'p', 'due', 0)")).toThrow(
    /FOREIGN KEY/,
  )
})
