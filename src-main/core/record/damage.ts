import { InterlockError } from '#schemas'
import { codeOf } from './home.ts'

/** What SQLite says of a file it cannot make sense of, whole or in part. */
const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/

/** What it says of a disk that takes nothing more. */
const FAILED = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/

export function isDamage(error: unknown): boolean {
  return DAMAGED.test(codeOf(error))
}

/** A failure of SQLite as callers meet it: of a damaged file, of a disk that fails, or as it is. */
export function asStorageFailure(error: unknown, file: string): unknown {
  const code = codeOf(error)
  if (DAMAGED.test(code)) return damaged(file, `a part of it cannot be read (${code})`, error)
  return FAILED.test(code) ? failed(error) : error
}

export function failed(error: unknown): InterlockError<'storage_failed'> {
  return new InterlockError('storage_failed', { reason: codeOf(error) }, { cause: error })
}

export function damaged(file: string, reason: string, cause?: unknown): InterlockError<'database_damaged'> {
  return new InterlockError('database_damaged', { file, reason }, { cause })
}
