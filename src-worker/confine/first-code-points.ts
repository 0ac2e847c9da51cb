/** The first `count` code points of a text; never half of a surrogate pair that was whole. */
export function firstCodePoints(text: string, count: number): string {
  // A code point takes at least one unit, so a short text needs no counting.
  if (text.length <= count) return text
  let end = 0
  for (let taken = 0; taken < count && end < text.length; taken++) end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1
  return text.slice(0, end)
}
