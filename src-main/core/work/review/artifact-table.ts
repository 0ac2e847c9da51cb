import { ARTIFACT_STATES, type Artifact, type ArtifactCounts, type ArtifactState, InterlockError } from '#schemas'
import type { Change, Queries, Store, Write } from '#core/record'
import type { ArtifactRow } from '../run-table.ts'

export interface ArtifactTable {
  bySameId(id: string): ArtifactRow | undefined
  /**
   * The artifact of a whole id, or of its last 8 characters.
   * @throws InterlockError artifact_not_found, id_ambiguous
   */
  find(id: string): ArtifactRow
  setDecision(write: Write, decision: Decision): void
  setBusy(write: Write, artifact: { id: string; busy: boolean; promotion: string | null }): void
  counts(): ArtifactCounts
}

/** What a decision leaves in the row. */
export interface Decision {
  readonly id: string
  readonly state: ArtifactState
  readonly undo_to: ArtifactState | null
  readonly at: number
  readonly by: string
  readonly note: string | null
}

export function createArtifactTable(store: Store): ArtifactTable {
  const byId = store.query<{ id: string }, ArtifactRow>('SELECT * FROM artifact WHERE id = :id')
  const byShort = store.query<{ short: string }, ArtifactRow>(
    'SELECT * FROM artifact INDEXED BY artifact_short WHERE substr(id, -8) = :short LIMIT 3',
  )
  const decide: Change<Decision> = store.change(
    `UPDATE artifact SET state = :state, undo_to = :undo_to, revision = revision + 1, decided_at = :at, decided_by = :by,
      note = :note WHERE id = :id`,
  )
  const busy = store.change<{ id: string; busy: number; promotion: string | null }>(
    'UPDATE artifact SET busy = :busy, promotion = :promotion WHERE id = :id',
  )
  const bySameId = (id: string) => byId.get({ id })
  return {
    bySameId,
    find(id) {
      const whole = bySameId(id)
      if (whole !== undefined) return whole
      const [row, ...others] = id.length === 8 ? byShort.all({ short: id.toLowerCase() }) : []
      if (row === undefined) throw new InterlockError('artifact_not_found', { id })
      if (others.length > 0)
        throw new InterlockError('id_ambiguous', { id, matches: [row, ...others].map((each) => each.id) })
      return row
    },
    setDecision: (write, decision) => void decide.run(write, decision),
    setBusy: (write, { id, busy: is, promotion }) => void busy.run(write, { id, busy: is ? 1 : 0, promotion }),
    counts: createArtifactCounts(store),
  }
}

/** How many artifacts each state has, kept by triggers. */
function createArtifactCounts(queries: Queries): () => ArtifactCounts {
  const rows = queries.query<object, { state: string; n: number }>('SELECT state, n FROM artifact_count')
  return () => {
    const kept = new Map(rows.all({}).map(({ state, n }) => [state, n]))
    return countsBy((state) => kept.get(state) ?? 0)
  }
}

export function countsBy(count: (state: Artifact['state']) => number): ArtifactCounts {
  const [needs_review, accepted, promoted, rejected, superseded, archived] = ARTIFACT_STATES.map(count)
  return {
    needs_review: needs_review ?? 0,
    accepted: accepted ?? 0,
    promoted: promoted ?? 0,
    rejected: rejected ?? 0,
    superseded: superseded ?? 0,
    archived: archived ?? 0,
  }
}
