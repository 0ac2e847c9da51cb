import { type Queries, type Query, TIMES_SQL, type TimesRow } from '#core/record'
import type { JobOrder } from '#schemas/contract'

/** Numbers between two, both left out. */
export interface Between {
  readonly after: number
  readonly before: number
}

/** Between which numbers all jobs lie that were added in a span of time, lowest first. */
export type Spans = (since: number | undefined, until: number | undefined) => Between[]

const ALL: Between = { after: 0, before: Number.MAX_SAFE_INTEGER }

/** As the index knows it that lies open beside the tables; what it has not seen yet is looked through. */
export function indexedSpans(queries: Queries): Spans {
  let times: Query<{ since: number; until: number }, TimesRow> | undefined
  return (since, until) => {
    if (since === undefined && until === undefined) return [ALL]
    try {
      times ??= queries.query(TIMES_SQL)
      const row = times.get({ since: since ?? 0, until: until ?? Number.MAX_SAFE_INTEGER })
      return row === undefined ? [ALL] : spansOf(row)
    } catch {
      // Without the index all jobs are looked at, which takes longer and finds the same.
      return [ALL]
    }
  }
}

/** `from` up to below `to` is what the index has of that time, `known` how far it reaches. */
export function spansOf({ from, to, known }: TimesRow): Between[] {
  const unseen = { after: known ?? 0, before: Number.MAX_SAFE_INTEGER }
  if (from === null || to === null || from >= to) return [unseen]
  return [{ after: from - 1, before: Math.min(to, unseen.after + 1) }, unseen]
}

/** So many numbers are looked through first; then as many as fit into the time between two turns. */
const FIRST = 20_000
const LEAST = 4000
const SHORT_MS = 5
const LONG_MS = 15

/**
 * Parts of spans in an order, each about as long as others of the thread can wait. How long a part took is known when the next
 * one is asked for.
 */
export function* windowsOf(
  spans: readonly Between[],
  within: Between,
  order: JobOrder,
): Generator<Between, void, void> {
  let width = FIRST
  let least = Infinity
  const parts = spans
    .map(({ after, before }) => ({ after: Math.max(after, within.after), before: Math.min(before, within.before) }))
    .filter(({ after, before }) => before - after > 1)
  for (let { after, before } of order === 'newest' ? parts.toReversed() : parts)
    while (before - after > 1) {
      const part =
        order === 'newest'
          ? { after: Math.max(after, before - width - 1), before }
          : { after, before: Math.min(before, after + width + 1) }
      if (order === 'newest') before = part.after + 1
      else after = part.before - 1
      const begun = performance.now()
      yield part
      const took = performance.now() - begun
      least = Math.min(least, took)
      // Words begun with cost the same for a part of any width: cutting finer than that would only take longer.
      if (took < Math.max(SHORT_MS, 1.5 * least)) width *= 2
      else if (took > Math.max(LONG_MS, 4 * least)) width = Math.max(LEAST, Math.floor(width / 2))
    }
}
