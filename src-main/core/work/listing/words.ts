import { shortKey } from '../job-table.ts'

/** What a search text asks for: jobs of an id or the end of one, and jobs in whose text certain words stand. */
export interface SearchText {
  /** The whole text where it could be an id. */
  readonly id: string | null
  /** Range of `job.short` where it could be the end of an id. */
  readonly tail: { readonly from: string; readonly to: string; readonly text: string } | null
  /** An FTS5 expression; null when no word is in it. */
  readonly match: string | null
}

const SHORTEST_TAIL = 6

/**
 * Reads what a person typed. Each word must occur, the last one as a beginning, those in quotation marks together. Every
 * word becomes a string of the FTS5 language, so nothing of it is taken for an operator, a column or a syntax error.
 */
export function readSearchText(q: string): SearchText {
  const text = q.trim()
  const id = /^[A-Za-z0-9_-]{1,64}$/.test(text) ? text : null
  return { id, tail: id === null || id.length < SHORTEST_TAIL ? null : tailOf(id), match: matchOf(text) }
}

function tailOf(id: string): SearchText['tail'] {
  const from = shortKey(id)
  return { from, to: id.length < 8 ? `${from}\u{10ffff}` : `${from}\u{0}`, text: id }
}

function matchOf(text: string): string | null {
  const pieces = [...text.matchAll(/"([^"]*)"?|[^\s"]+/g)]
    .map(([whole, quoted]) => ({ words: (quoted ?? whole).replaceAll('\0', ' '), quoted: quoted !== undefined }))
    .filter(({ words }) => hasToken(words))
  if (pieces.length === 0) return null
  const last = pieces.length - 1
  return pieces
    .map(({ words, quoted }, at) => `"${words}"${at === last && !quoted && mayBegin(words) ? ' *' : ''}`)
    .join(' AND ')
}

/** Whether the index would keep anything of it: letters, digits and private characters, as its tokenizer does. */
function hasToken(words: string): boolean {
  return /[\p{L}\p{N}\p{Co}]/u.test(words)
}

/** One ASCII letter begins too many words to be of use, and has no prefix index. */
function mayBegin(words: string): boolean {
  return !/(^|[^\p{L}\p{N}\p{Co}])[A-Za-z0-9][^\p{L}\p{N}\p{Co}]*$/u.test(words)
}
