import type { JobDifference } from './approval.ts'

/** Enough for people to read; the whole of both is in the evidence. */
const MOST_DIFFERENCES = 200

/** In what two JSON values differ, by path. */
export function differencesOf(before: unknown, after: unknown): JobDifference[] {
  const found: JobDifference[] = []
  compare(before, after, [], found)
  return found
}

function compare(before: unknown, after: unknown, path: readonly string[], found: JobDifference[]): void {
  if (found.length >= MOST_DIFFERENCES || Object.is(before, after)) return
  if (!isBranch(before) || !isBranch(after) || Array.isArray(before) !== Array.isArray(after)) {
    found.push({ path: path.join('.'), before: before ?? null, after: after ?? null })
    return
  }
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  for (const name of new Set([...was.keys(), ...is.keys()]))
    compare(was.get(name), is.get(name), [...path, name], found)
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
