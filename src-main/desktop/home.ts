import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { createLogFile } from '#host'
import { InterlockError } from '#schemas'

/** @throws InterlockError home_unusable */
export function makeFolders(home: string, folders: readonly string[]): void {
  try {
    for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new InterlockError('home_unusable', { home, reason }, { cause: error })
  }
}

/** A file of its own: `interlock.log` belongs to whoever holds the core, which may be another process. */
export function createLog(home: string) {
  mkdirSync(join(home, 'logs'), { recursive: true, mode: 0o700 })
  return pino({ base: { pid: process.pid } }, createLogFile({ path: join(home, 'logs', 'desktop.log') }))
}
