import { queriesOf, type ReadConnection, textIndexOf } from '#core/record'
import { indexedSpans, type Spans } from './windows.ts'
import type { WordsOf } from './words.ts'

/** What the index beside the tables knows that makes reading them short. */
export interface Indexed {
  readonly spans: Spans
  readonly words: WordsOf
}

/** Words a beginning is replaced by at most. */
const MOST_WORDS = 24

export function indexedOf(database: ReadConnection): Indexed {
  return {
    spans: indexedSpans(queriesOf(database)),
    words(beginning) {
      try {
        return textIndexOf(database).words(beginning, MOST_WORDS)
      } catch {
        // Without the index no word is found either way, and the reading itself says why.
        return undefined
      }
    },
  }
}
