import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrate } from './migrate.ts'
import { type Migration, migrations } from './migrations/index.ts'

const FIRST: Migration = { version: 1, name: 'first', sql: 'CREATE TABLE a (x INTEGER) STRICT' }
const SECOND: Migration = {
  version: 2,
  name: 'second',
  sql: 'CREATE TABLE b (x INTEGER) STRICT; INSERT INTO b VALUES (7)',
}

function aDatabase() {
  const database = new Database(':memory:')
  onTestFinished(() => void database.close())
  const tables = () =>
    database
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .all()
      .map(({ name }) => name)
  return { database, tables }
}

describe('migrations', () => {
  it('bring a database up to date, step by step, and once', () => {
    const { database, tables } = aDatabase()
    expect(migrate(database, 1000, [FIRST])).toBe(1)
    expect(tables()).toEqual(['a', 'migration'])
    expect(migrate(database, 2000, [FIRST, SECOND])).toBe(2)
    expect(migrate(database, 3000, [FIRST, SECOND])).toBe(2)
    expect(tables()).toEqual(['a', 'b', 'migration'])
    expect(database.prepare('SELECT version, name, applied_at FROM migration').all()).toEqual([
      { version: 1, name: 'first', applied_at: 1000 },
      { version: 2, name: 'second', applied_at: 2000 },
    ])
  })

  it('refuse a database of a newer Interlock', () => {
    const { database } = aDatabase()
    migrate(database, 1000, [FIRST, SECOND])
    expect(() => migrate(database, 2000, [FIRST])).toThrow(
      expect.objectContaining({ code: 'schema_newer', data: { found: 2, known: 1 } }),
    )
  })

  it('refuse a database to which another text was applied, were it by a space', () => {
    const { database, tables } = aDatabase()
    migrate(database, 1000, [FIRST])
    expect(() => migrate(database, 2000, [{ ...FIRST, sql: `${FIRST.sql} ` }, SECOND])).toThrow(
      expect.objectContaining({ code: 'schema_changed', data: { version: 1, name: 'first' } }),
    )
    expect(tables()).toEqual(['a', 'migration'])
  })

  it('are applied as a whole or not at all', () => {
    const { database, tables } = aDatabase()
    const broken: Migration = { version: 2, name: 'broken', sql: 'CREATE TABLE c (x INTEGER) STRICT; CREATE NONSENSE' }
    expect(() => migrate(database, 1000, [FIRST, broken])).toThrow(/syntax error/)
    expect(tables()).toEqual(['a', 'migration'])
    expect(migrate(database, 2000, [FIRST, SECOND])).toBe(2)
  })

  it('of this Interlock are numbered without a gap and apply to an empty database', () => {
    const { database } = aDatabase()
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, at) => at + 1))
    expect(migrate(database, 1000)).toBe(migrations.length)
    expect(database.pragma('foreign_key_check')).toEqual([])
  })
})
