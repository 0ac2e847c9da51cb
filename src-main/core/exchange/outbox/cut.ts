import { firstCodePoints } from '#confine'

/** A text of at most `max` code points, with a sign where something was left out. */
export function codePointsCut(text: string, max: number): string {
  if (text.length <= max) return text
  const first = firstCodePoints(text, max - 1)
  return first.length === text.length ? text : `${first}…`
}
