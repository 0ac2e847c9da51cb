/** More letters apart than this are two words. */
const FARTHEST = 3

/** The known word a mistyped one most likely means; undefined where none is near. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((word) => ({ word, apart: distance(typed, word) }))
    .filter(({ word, apart }) => apart <= FARTHEST && 2 * apart <= Math.max(typed.length, word.length))
  return ranked.toSorted((a, b) => a.apart - b.apart)[0]?.word
}

/** Letters to insert, delete or replace to come from one word to the other. */
function distance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > FARTHEST) return Infinity
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let at = 0; at < from.length; at += 1) {
    const next = [at + 1]
    for (let other = 0; other < to.length; other += 1)
      next.push(
        Math.min(
          (row[other] ?? 0) + (from[at] === to[other] ? 0 : 1),
          (row[other + 1] ?? 0) + 1,
          (next[other] ?? 0) + 1,
        ),
      )
    row = next
  }
  return row[to.length] ?? Infinity
}
