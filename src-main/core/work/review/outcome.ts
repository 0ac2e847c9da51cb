import { type Artifact, InterlockError, isInterlockError, type ReviewRefusal } from '#schemas'
import { toArtifact } from '../run-table.ts'
import type { ArtifactTable } from './artifact-table.ts'

/** What became of several, each alone. */
export interface Settled {
  readonly done: Artifact[]
  readonly refused: ReviewRefusal[]
}

/** Does the same with each, and goes on where one is refused. */
export function outcomeOf<I extends { readonly id: string }>(
  items: readonly I[],
  artifacts: ArtifactTable,
  act: (item: I) => void,
): Settled {
  const done: Artifact[] = []
  const refused: ReviewRefusal[] = []
  for (const item of items) {
    try {
      act(item)
      done.push(toArtifact(artifacts.find(item.id)))
    } catch (error) {
      refused.push(refusalOf(item.id, error))
    }
  }
  return { done, refused }
}

/** A refusal in words; anything else is not ours to explain and goes on. */
export function refusalOf(id: string, error: unknown): ReviewRefusal {
  if (!isInterlockError(error) || isOwnFailure(error)) throw error
  return { id, code: error.code, message: error.message, remedy: error.remedy }
}

/** A full disk or a stop is nobody's refusal: it concerns all. */
function isOwnFailure(error: InterlockError): boolean {
  return isInterlockError(error, 'storage_failed') || isInterlockError(error, 'core_stopping')
}
