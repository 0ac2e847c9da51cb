/** How well a text fits what was typed; higher is better, undefined not at all. */
export function matchScore(typed: string, label: string, words = ''): number | undefined {
  const query = wordsOf(typed)
  if (query.length === 0) return 0
  const inLabel = wordsOf(label)
  const all = [...inLabel, ...wordsOf(words)]
  let score = 0
  let previous = -1
  for (const part of query) {
    const at = all.findIndex((word, place) => word.startsWith(part) && place > previous)
    const place = at >= 0 ? at : all.findIndex((word) => word.startsWith(part))
    if (place < 0) return initialsScore(query, inLabel)
    const word = all[place] ?? ''
    score += 10 - Math.min(5, place) + (word === part ? 3 : 0) + (place < inLabel.length ? 4 : 0)
    // Words in the order of the label say more than the same words anywhere.
    if (place > previous) score += 1
    previous = place
  }
  return score / query.length + (inLabel.length === query.length ? 1 : 0)
}

/** `hsn` finds «Hard stop now»: each letter begins a word, in their order. */
function initialsScore(query: readonly string[], label: readonly string[]): number | undefined {
  const [letters = '', ...others] = query
  if (others.length > 0 || letters.length < 2) return undefined
  let from = 0
  for (const letter of letters) {
    const at = label.findIndex((word, place) => place >= from && word.startsWith(letter))
    if (at < 0) return undefined
    from = at + 1
  }
  return 4
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** What an id may be of, by how it begins; whole, or the end of a job's. */
export type IdGuess =
  | { readonly of: 'job' | 'run' | 'artifact' | 'operation'; readonly id: string }
  | { readonly of: 'event'; readonly seq: number }

/** Reads what was typed or pasted as an id; a bare number is a row of the ledger. */
export function guessId(typed: string): IdGuess | undefined {
  const text = typed.trim()
  const row = /^#?(\d{1,12})$/.exec(text)?.[1]
  if (row !== undefined && Number(row) > 0 && row.length < 8) return { of: 'event', seq: Number(row) }
  if (!/^[A-Za-z0-9_-]{6,64}$/.test(text)) return undefined
  if (text.startsWith('run-')) return { of: 'run', id: text }
  if (text.startsWith('art-')) return { of: 'artifact', id: text }
  if (text.startsWith('op-')) return { of: 'operation', id: text }
  return /\d/.test(text) ? { of: 'job', id: text } : undefined
}
