import type { JobsSearch } from './search.ts'

/** The list a job was opened from: its order, so that `[` and `]` go on in it, and its filter, so that the way back keeps it. */
export interface Trail {
  readonly ids: readonly string[]
  readonly search: JobsSearch
  /** The job that was opened last; the way back leads to its row. */
  readonly last: string
}

let trail: Trail | undefined

/** Kept for as long as the page lives; a copied link has no list behind it. */
export function leaveTrail(next: Trail): void {
  trail = next
}

export function readTrail(): Trail | undefined {
  return trail
}

/** The next or previous job of the list was opened: the way back leads to its row now. */
export function walkTrail(id: string): void {
  if (trail) trail = { ...trail, last: id }
}

/** Where a job stands in the list it was opened from. */
export function placeInTrail(id: string): { at: number; of: number; before?: string; after?: string } | undefined {
  const at = trail?.ids.indexOf(id) ?? -1
  if (trail === undefined || at === -1) return undefined
  const [before, after] = [trail.ids[at - 1], trail.ids[at + 1]]
  return {
    at,
    of: trail.ids.length,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }
}
