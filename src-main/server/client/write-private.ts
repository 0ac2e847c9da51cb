import { randomUUID } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Writes a file only its owner may read, whole or not at all, whatever lay at the path before. */
export function writePrivate(path: string, content: string): void {
  const fresh = join(dirname(path), `.${randomUUID()}`)
  try {
    writeFileSync(fresh, content, { mode: 0o600, flag: 'wx' })
    renameSync(fresh, path)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
}
