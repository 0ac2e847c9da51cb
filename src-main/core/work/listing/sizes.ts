import type { Queries, Query } from '#core/record'
import { type Range, RANGES, type RangeName } from './ranges.ts'

/** Ranges with no more rows than this are small: going through one costs less than guessing. */
export const SMALL = 2000
/** How long such a count is taken for true, and how many are kept. */
const GUESS_MS = 3000
const MAX_GUESSES = 200

type SizeParams = { one: string; two: string; q: string; limit: number }

/**
 * How many rows a range has, counted up to a little more than what is small. As it was a moment ago, which is good enough for
 * a guess: counting a common word takes as long as a page of it.
 */
export function createSizes(queries: Queries): (part: Range, q: string) => number {
  const prepared = new Map<RangeName, Query<SizeParams, { n: number }>>()
  const guesses = new Map<string, { rows: number; at: number }>()

  function count({ name, one, two }: Range, q: string): number {
    const { from, where } = RANGES[name]
    const query =
      prepared.get(name) ??
      queries.query<SizeParams, { n: number }>(
        `SELECT count(*) AS n FROM (SELECT 1 FROM ${from} WHERE ${where} LIMIT :limit)`,
      )
    prepared.set(name, query)
    return query.get({ one, two, q, limit: SMALL + 1 })?.n ?? 0
  }

  return (part, q) => {
    const key = JSON.stringify([part, q])
    const before = guesses.get(key)
    if (before !== undefined && performance.now() - before.at < GUESS_MS) return before.rows
    if (guesses.size > MAX_GUESSES) guesses.clear()
    const rows = count(part, q)
    guesses.set(key, { rows, at: performance.now() })
    return rows
  }
}
