import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { InterlockError } from '#schemas'
import { codeOf, type Home } from './home.ts'
import { keepPrivate } from './private-file.ts'

/**
 * Makes this process the only core of a data directory. An exclusive transaction held open on `run/lock.db` is a lock that
 * works on every system and that the system itself gives up when the process dies, however it dies.
 * @returns what gives the lock up
 * @throws InterlockError core_already_running, home_unusable
 */
export function lockHome(home: Home): () => void {
  const holder = join(home.run, 'lock.pid')
  let database: Database.Database | undefined
  try {
    keepPrivate(home.lock)
    database = new Database(home.lock, { timeout: 0 })
    database.pragma('journal_mode = DELETE')
    database.exec('BEGIN EXCLUSIVE')
    writeFileSync(holder, String(process.pid), { mode: 0o600 })
  } catch (error) {
    database?.close()
    const code = codeOf(error)
    if (code.startsWith('SQLITE_BUSY'))
      throw new InterlockError('core_already_running', { home: home.root, pid: readPid(holder) })
    throw new InterlockError(
      'home_unusable',
      { home: home.root, reason: `its lock ${home.lock} cannot be taken (${code})` },
      { cause: error },
    )
  }
  const held = database
  return () => {
    held.exec('ROLLBACK')
    held.close()
  }
}

function readPid(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : null
  } catch {
    // The holder has not written its number yet; the refusal is right without it.
    return null
  }
}
