import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Migration } from './migrations/index.ts'
import { openDatabase } from './open-database.ts'

const FIRST: Migration = {
  version: 1,
  name: 'first',
  sql: 'CREATE TABLE a (x TEXT) STRICT; CREATE TABLE long (x TEXT) STRICT',
}
const SECOND: Migration = {
  version: 2,
  name: 'second',
  sql: "ALTER TABLE a ADD COLUMN y TEXT; INSERT INTO a VALUES ('of the second', 'y')",
}
const THIRD_FAILS: Migration = { version: 3, name: 'third', sql: 'DELETE FROM a; INSERT INTO nowhere VALUES (1)' }

const AT = Date.parse('2026-03-01T12:00:00.000Z')

/** A data directory whose database an Interlock with the first migration left, with a row. */
function aHome() {
  const home = mkdtempSync(join(tmpdir(), 'interlock-backup-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const file = join(home, 'interlock.db')
  const first = openDatabase(file, AT, [FIRST])
  first.database.prepare("INSERT INTO a(x) VALUES ('kept')").run()
  first.database.prepare('INSERT INTO long VALUES (?)').run('x'.repeat(200_000))
  expect(first.migrated).toBeUndefined()
  first.database.close()
  const backups = join(home, 'backups')
  return { home, file, backups, copies: () => (existsSync(backups) ? readdirSync(backups).toSorted() : []) }
}

function rowsOf(file: string): unknown[] {
  const database = new Database(file)
  try {
    return database.prepare<[], { x: string }>('SELECT x FROM a ORDER BY x').pluck().all()
  } finally {
    database.close()
  }
}

function opens(file: string, known: readonly Migration[], at = AT) {
  const opened = openDatabase(file, at, known)
  opened.database.close()
  return opened
}

describe('a database of an older Interlock', () => {
  it('is copied before it is changed, for its owner alone', () => {
    const { file, backups, copies } = aHome()
    expect(opens(file, [FIRST, SECOND])).toMatchObject({
      schemaVersion: 2,
      migrated: { from: 1, backup: 'interlock-v1-20260301T120000000Z.db' },
    })
    expect(copies()).toEqual(['interlock-v1-20260301T120000000Z.db'])
    expect(rowsOf(join(backups, 'interlock-v1-20260301T120000000Z.db'))).toEqual(['kept'])
    expect(rowsOf(file)).toEqual(['kept', 'of the second'])
    expect(statSync(backups).mode & 0o777).toBe(0o700)
    expect(statSync(join(backups, 'interlock-v1-20260301T120000000Z.db')).mode & 0o777).toBe(0o600)
  })

  it('is copied with what still lay in its log when its Interlock was killed', () => {
    const { file, backups } = aHome()
    const killed = openDatabase(file, AT, [FIRST])
    killed.database.prepare("INSERT INTO a(x) VALUES ('in the log')").run()
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0)
    // The log stays where another connection keeps it from being taken in.
    const { migrated } = opens(file, [FIRST, SECOND])
    expect(rowsOf(join(backups, migrated?.backup ?? ''))).toEqual(['in the log', 'kept'])
    killed.database.close()
  })

  it('is neither copied nor changed where it lacks nothing', () => {
    const { file, copies } = aHome()
    expect(opens(file, [FIRST]).migrated).toBeUndefined()
    expect(copies()).toEqual([])
  })

  it('is put back whole where a migration fails, the ones before it included', () => {
    const { file, copies } = aHome()
    expect(() => opens(file, [FIRST, SECOND, THIRD_FAILS])).toThrow(
      expect.objectContaining({
        code: 'migration_failed',
        data: expect.objectContaining({
          version: 3,
          name: 'third',
          reason: 'no such table: nowhere',
          put_back: true,
        }),
      }),
    )
    // The Interlock before would refuse it if the second were still in it.
    expect(opens(file, [FIRST]).schemaVersion).toBe(1)
    expect(rowsOf(file)).toEqual(['kept'])
    expect(copies()).toEqual([])
    expect(opens(file, [FIRST, SECOND]).schemaVersion).toBe(2)
  })

  it('stays as it is where no copy can be made', () => {
    const { file, backups } = aHome()
    writeFileSync(backups, '')
    expect(() => opens(file, [FIRST, SECOND])).toThrow(expect.objectContaining({ code: 'backup_failed' }))
    expect(opens(file, [FIRST]).schemaVersion).toBe(1)
  })

  it.runIf(process.platform === 'linux')('stays as it is where the disk is full before the copy is whole', () => {
    const { file, copies } = aHome()
    const ignore = () => undefined
    process.on('SIGXFSZ', ignore)
    const endFilesAt = (bytes: number | 'unlimited') =>
      execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`])
    onTestFinished(() => {
      endFilesAt('unlimited')
      process.off('SIGXFSZ', ignore)
    })
    // More than the shared memory of the log takes, and less than the database.
    endFilesAt(64 * 1024)
    expect(() => opens(file, [FIRST, SECOND])).toThrow(expect.objectContaining({ code: 'backup_failed' }))
    endFilesAt('unlimited')
    expect(copies()).toEqual([])
    expect(opens(file, [FIRST]).schemaVersion).toBe(1)
    expect(rowsOf(file)).toEqual(['kept'])
  })

  it('is not copied to where a link leads', () => {
    const { home, file, backups } = aHome()
    symlinkSync(home, backups)
    expect(() => opens(file, [FIRST, SECOND])).toThrow(expect.objectContaining({ code: 'backup_failed' }))
    expect(opens(file, [FIRST]).schemaVersion).toBe(1)
  })

  it('keeps the newest copies and whatever else lies there', () => {
    const { file, backups, copies } = aHome()
    const known = [FIRST]
    for (let version = 2; version <= 7; version += 1) {
      known.push({ version, name: `v${version}`, sql: `CREATE TABLE t${version} (x INTEGER) STRICT` })
      opens(file, known, AT + version)
      if (version === 3) writeFileSync(join(backups, 'mine.db'), '')
    }
    expect(copies()).toEqual([
      'interlock-v4-20260301T120000005Z.db',
      'interlock-v5-20260301T120000006Z.db',
      'interlock-v6-20260301T120000007Z.db',
      'mine.db',
    ])
  })
})
