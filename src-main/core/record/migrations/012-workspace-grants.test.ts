import { expect, it } from 'vitest'
import { migrate } from '../migrate.ts'
import { aDatabaseBefore, upTo } from './test-bed.ts'

it('leaves workspaces that were there without toolchains and without a lower floor', () => {
  const database = aDatabaseBefore(12, "INSERT INTO workspace(name, path, added_at, demo) VALUES ('demo', '/w', 1, 0)")
  migrate(database, 2000, upTo(12))
  expect(database.prepare('SELECT * FROM workspace').all()).toEqual([
    { name: 'demo', path: '/w', added_at: 1, demo: 0, toolchains: '[]', sandbox_floor: null },
  ])
})
