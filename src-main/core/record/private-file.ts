import { chmodSync, closeSync, openSync } from 'node:fs'

/** Makes a file that only its owner can read, or makes one so. SQLite gives its companions the mode of the database. */
export function keepPrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
  if (process.platform !== 'win32') chmodSync(path, 0o600)
}
