import { type ReadConnection, type TextIndex, textIndexOf } from '#core/record'

/**
 * Reads with the index of words and times open beside the tables. One that turns out to be damaged is emptied, and the reading
 * is done again; the words come back as the index is made anew on its own time. Where none can be opened, as on a full disk,
 * only what needs it fails, and says why.
 */
export async function withIndex<T>(database: ReadConnection, read: () => T | Promise<T>): Promise<T> {
  const { index, failure } = opened(database)
  try {
    return await read()
  } catch (error) {
    if (index === undefined) throw isMissing(error) ? failure : error
    if (!index.mend(error)) throw error
    return read()
  }
}

function opened(database: ReadConnection): { index?: TextIndex; failure?: unknown } {
  try {
    return { index: textIndexOf(database) }
  } catch (failure) {
    // Most lists and counts are answered by the tables alone.
    return { failure }
  }
}

/** What SQLite says of a table in a schema that is not attached. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && /^(no such table: search\.|unknown database search)/.test(error.message)
}
