import type { Artifact } from '#schemas'
import { nextOpen } from '../../components/index.ts'

/** The list as it is shown. Rows keep their place while the reader is on them, whatever the core has by now. */
export interface ShownList {
  readonly rows: readonly Artifact[]
  /** Rows that no longer belong here and stay until the reader asks for what is new. */
  readonly left: ReadonlySet<string>
  /** Rows that belong here and are not shown yet. */
  readonly waiting: number
}

export const EMPTY_LIST: ShownList = { rows: [], left: new Set(), waiting: 0 }

/**
 * Brings the shown rows up to date with what the core answered. While `held`, none comes, goes or moves: their cells
 * change in place, those that left are marked, those that came are counted.
 */
export function merge(
  shown: ShownList,
  fresh: readonly Artifact[],
  { held, kept }: { held: boolean; kept: ReadonlyMap<string, Artifact> },
): ShownList {
  if (!held || shown.rows.length === 0) return { rows: fresh, left: new Set(), waiting: 0 }
  const byId = new Map(fresh.map((artifact) => [artifact.id, artifact]))
  const have = new Set(shown.rows.map(({ id }) => id))
  const last = shown.rows.at(-1)?.id ?? ''
  // Ids grow with time and the list is newest first, so what is older than its last row is the next page.
  const older = fresh.filter(({ id }) => !have.has(id) && id < last)
  const rows = [...shown.rows.map((row) => newest(byId.get(row.id), kept.get(row.id), row)), ...older]
  return {
    rows,
    left: new Set(rows.filter(({ id }) => !byId.has(id)).map(({ id }) => id)),
    waiting: fresh.filter(({ id }) => !have.has(id) && id >= last).length,
  }
}

function newest(...known: (Artifact | undefined)[]): Artifact {
  const found = known.filter((each) => each !== undefined).toSorted((a, b) => b.revision - a.revision)
  const [first] = found
  if (first === undefined) throw new Error('A row without an artifact.')
  return first
}

/** The row after the one that was decided, else the one before it: where the next decision is. */
export function nextAfter(rows: readonly Artifact[], decided: readonly string[]): string | undefined {
  return nextOpen(rows, decided, ({ state }) => state === 'needs_review')
}
