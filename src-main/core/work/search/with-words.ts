import { type ReadConnection, textIndexOf } from '#core/record'
import { catchUp } from './index-jobs.ts'

/**
 * Reads that may look for words. The index is opened before them; one that turns out to be damaged is made anew, and the
 * reading is done again.
 */
export async function withWords<T>(
  database: ReadConnection,
  q: string | undefined,
  read: () => T | Promise<T>,
): Promise<T> {
  if (q === undefined) return read()
  const index = textIndexOf(database)
  try {
    return await read()
  } catch (error) {
    if (!index.mend(error)) throw error
    await catchUp(database, Infinity)
    return read()
  }
}
