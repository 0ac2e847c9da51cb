import { expect, it } from 'vitest'
import { migrate } from '../migrate.ts'
import { aDatabaseBefore, jobs, upTo } from './test-bed.ts'

it('begins without keys, whatever jobs there were', () => {
  const database = aDatabaseBefore(21, jobs({ seq: 1, id: 'a', state: 'succeeded' }), { spec: '{}' })
  migrate(database, 2000, upTo(21))
  for (const table of ['api_key', 'api_key_use']) expect(database.prepare(`SELECT * FROM ${table}`).all()).toEqual([])
})
