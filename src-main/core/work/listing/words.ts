import { shortKey } from '../job-table.ts'

/** What a search text asks for: jobs of an id or the end of one, and jobs in whose text certain words stand. */
export interface SearchText {
  /** The whole text where it could be an id. */
  readonly id: string | null
  /** Range of `job.short` where it could be the end of an id. */
  readonly tail: { readonly from: string; readonly to: string; readonly text: string } | null
  /** An FTS5 expression; null when no word is in it. */
  readonly match: string | null
  /** Whether a single job can be asked for it without gathering all that match. */
  readonly probes: boolean
}

/** The words of the index that begin so; undefined where they are too many to name. */
export type WordsOf = (beginning: string) => readonly string[] | undefined

const SHORTEST_TAIL = 6
/** Beginnings up to this length have an index of their own. */
const PREFIX_INDEXED = 3

/**
 * Reads what a person typed. Each word must occur, the last one as a beginning, those in quotation marks together. Every
 * word becomes a string of the FTS5 language, so nothing of it is taken for an operator, a column or a syntax error.
 */
export function readSearchText(q: string, wordsOf: WordsOf = () => undefined): SearchText {
  const text = q.trim()
  const id = /^[A-Za-z0-9_-]{1,64}$/.test(text) ? text : null
  const tail = id === null || id.length < SHORTEST_TAIL ? null : tailOf(id)
  return { id, tail, ...matchOf(text, wordsOf) }
}

function tailOf(id: string): SearchText['tail'] {
  const from = shortKey(id)
  return { from, to: id.length < 8 ? `${from}\u{10ffff}` : `${from}\u{0}`, text: id }
}

function matchOf(text: string, wordsOf: WordsOf): Pick<SearchText, 'match' | 'probes'> {
  const pieces = [...text.matchAll(/"([^"]*)"?|[^\s"]+/g)]
    .map(([whole, quoted]) => ({ words: (quoted ?? whole).replaceAll('\0', ' '), quoted: quoted !== undefined }))
    .filter(({ words }) => hasToken(words))
  const last = pieces.at(-1)
  if (last === undefined) return { match: null, probes: true }
  const whole = pieces.slice(0, -1).map(({ words }) => `"${words}"`)
  const end =
    last.quoted || !mayBegin(last.words) ? { match: `"${last.words}"`, probes: true } : begun(last.words, wordsOf)
  return { match: [...whole, end.match].join(' AND '), probes: end.probes }
}

/**
 * A beginning as the words it may mean. FTS5 would gather every match of such a word before it gives the first, and again for
 * each part that is read; whole words it reads as they are asked for.
 */
function begun(words: string, wordsOf: WordsOf): { match: string; probes: boolean } {
  const beginning = `"${words}" *`
  // Of ASCII the index keeps letters and digits, and cuts at everything else.
  const tokens = /^[\x20-\x7e]+$/.test(words) ? (words.toLowerCase().match(/[a-z0-9]+/g) ?? []) : []
  const last = tokens.at(-1)
  if (last === undefined) return { match: beginning, probes: false }
  if (last.length <= PREFIX_INDEXED) return { match: beginning, probes: true }
  const meant = wordsOf(last)
  if (meant === undefined) return { match: beginning, probes: false }
  if (meant.length === 0) return { match: beginning, probes: true }
  const before = tokens.slice(0, -1)
  return { match: `(${meant.map((word) => `"${[...before, word].join(' ')}"`).join(' OR ')})`, probes: true }
}

/** Whether the index would keep anything of it: letters, digits and private characters, as its tokenizer does. */
function hasToken(words: string): boolean {
  return /[\p{L}\p{N}\p{Co}]/u.test(words)
}

/** One ASCII letter begins too many words to be of use, and has no prefix index. */
function mayBegin(words: string): boolean {
  return !/(^|[^\p{L}\p{N}\p{Co}])[A-Za-z0-9][^\p{L}\p{N}\p{Co}]*$/u.test(words)
}
