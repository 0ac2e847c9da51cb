import { type ArtifactAct, type ArtifactState, artifactStateSchema, InterlockError, type SeenArtifact } from '#schemas'
import type { Clock } from '#schemas/format'
import type { Bodies, Ledger, Store, Write } from '#core/record'
import type { ArtifactRow } from '../run-table.ts'
import type { ArtifactTable } from './artifact-table.ts'
import { outcomeOf, type Settled } from './outcome.ts'
import { after, isResultOf } from './states.ts'

/** What the operator decides about artifacts without touching anything outside. */
export interface Decisions {
  /** Each alone; what is refused is named beside what was done. Asking the same again changes nothing. */
  decide(input: { items: readonly SeenArtifact[]; act: ArtifactAct; note?: string }, actor: string): Promise<Settled>
  /** Takes the last decision back, within a write. @throws InterlockError artifact_state_conflict */
  undo(write: Write, row: ArtifactRow, actor: string): void
}

export interface DecisionsDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly artifacts: ArtifactTable
}

const EVENTS = {
  accept: 'artifact.accepted',
  reject: 'artifact.rejected',
  archive: 'artifact.archived',
  reopen: 'artifact.reopened',
  note: 'artifact.noted',
} as const

const DONE_WORDS: Record<ArtifactAct, string> = {
  accept: 'accepted',
  reject: 'rejected',
  archive: 'archived',
  reopen: 'put up for review again',
  note: 'noted',
}

export function createDecisions({ store, ledger, bodies, clock, artifacts }: DecisionsDeps): Decisions {
  function decideOne(write: Write, seen: SeenArtifact, act: ArtifactAct, note: string | null, actor: string): void {
    const row = artifacts.find(seen.id)
    const from = stateOf(row)
    // Asked again, by a caller whose answer was lost.
    if (row.revision === seen.revision + 1 && isResultOf(from, act) && row.note === note && row.decided_by === actor)
      return
    refuseStale(row, seen)
    const state = after(from, act)
    if (state === undefined) {
      if (isResultOf(from, act)) return
      throw new InterlockError('artifact_state_conflict', { id: row.id, state: from, act: DONE_WORDS[act] })
    }
    const at = clock.now()
    ledger.append(
      write,
      EVENTS[act],
      {
        artifact: row.id,
        from,
        revision: row.revision + 1,
        note: note === null ? null : bodies.text(write, note),
      },
      { actor, job: row.job_id, run: row.run_id, at },
    )
    const undo_to = act === 'note' ? undoOf(row) : from
    artifacts.setDecision(write, { id: row.id, state, undo_to, at, by: actor, note })
  }

  return {
    async decide({ items, act, note }, actor) {
      const trimmed = note?.trim()
      const kept = trimmed === undefined || trimmed === '' ? null : trimmed
      if (act === 'note' && kept === null)
        throw new InterlockError('invalid_input', {
          what: 'note',
          problems: [{ field: 'note', problem: 'A note needs 1 to 500 characters; it is empty.' }],
        })
      return store.write((write) =>
        // What is refused is so before anything of it is written.
        outcomeOf(items, artifacts, (seen) => decideOne(write, seen, act, kept, actor)),
      )
    },
    undo(write, row, actor) {
      const from = stateOf(row)
      const to = undoOf(row)
      if (to === null) throw new InterlockError('artifact_state_conflict', { id: row.id, state: from, act: 'undone' })
      const at = clock.now()
      ledger.append(
        write,
        'artifact.decision_undone',
        { artifact: row.id, from, to, revision: row.revision + 1 },
        { actor, job: row.job_id, run: row.run_id, at },
      )
      artifacts.setDecision(write, { id: row.id, state: to, undo_to: null, at, by: actor, note: null })
    },
  }
}

/**
 * Whether a decision rests on what is there now.
 * @throws InterlockError artifact_busy, artifact_stale
 */
export function refuseStale(row: ArtifactRow, seen: SeenArtifact): void {
  if (row.busy === 1) throw new InterlockError('artifact_busy', { id: row.id })
  if (row.revision === seen.revision) return
  throw new InterlockError('artifact_stale', {
    id: row.id,
    state: row.state,
    seen: seen.revision,
    revision: row.revision,
  })
}

export function stateOf(row: ArtifactRow): ArtifactState {
  return artifactStateSchema.parse(row.state)
}

function undoOf(row: ArtifactRow): ArtifactState | null {
  return artifactStateSchema.nullable().parse(row.undo_to)
}
