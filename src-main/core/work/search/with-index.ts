import { type ReadConnection, type TextIndex, textIndexOf } from '#core/record'
import { catchUp } from './index-jobs.ts'

/**
 * Reads with the index of words and times open beside the tables. One that turns out to be damaged is made anew, and the
 * reading is done again; where none can be opened, as on a full disk, only what needs it fails, and says why.
 */
export async function withIndex<T>(database: ReadConnection, read: () => T | Promise<T>): Promise<T> {
  const { index, failure } = opened(database)
  try {
    return await read()
  } catch (error) {
    if (index === undefined) throw failure
    if (!index.mend(error)) throw error
    await catchUp(database, Infinity)
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
