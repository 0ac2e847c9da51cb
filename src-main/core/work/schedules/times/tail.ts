import type { Occurrences } from './occurrences.ts'
import type { Occurrence } from './wall-clock.ts'

/** Missed occurrences are counted up to here. */
export const MOST_COUNTED = 1000

/** What was due in a stretch of time that may be long: the last few of it, and how many there were. */
export interface Tail {
  readonly first: Occurrence | undefined
  readonly last: readonly Occurrence[]
  /** Up to `MOST_COUNTED`. */
  readonly count: number
}

/** The last `keep` occurrences in (after, to]. */
export function tailOf(occurrences: Occurrences, after: number, to: number, keep: number): Tail {
  const found: Occurrence[] = []
  for (let next = occurrences.next(after); next !== undefined && next.at <= to; next = occurrences.next(next.at)) {
    found.push(next)
    if (found.length > MOST_COUNTED)
      return { first: found[0], last: lastUpTo(occurrences, after, to, keep), count: MOST_COUNTED }
  }
  return { first: found[0], last: keep === 0 ? [] : found.slice(-keep), count: found.length }
}

/** Looks back further and further, so that years of seconds are not walked through. */
function lastUpTo(occurrences: Occurrences, after: number, to: number, keep: number): Occurrence[] {
  if (keep === 0) return []
  for (let backMs = 1000; ; backMs *= 2) {
    const from = Math.max(after, to - backMs)
    const found: Occurrence[] = []
    for (let next = occurrences.next(from); next !== undefined && next.at <= to; next = occurrences.next(next.at)) {
      found.push(next)
      if (found.length > keep) found.shift()
    }
    if (found.length === keep || from === after) return found
  }
}
