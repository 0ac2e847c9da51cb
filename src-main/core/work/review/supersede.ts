import type { Ledger, Store, Write } from '#core/record'

/** An artifact that was just made. */
export interface NewArtifact {
  readonly id: string
  readonly job: string
  readonly run: string
  readonly kind: string
  readonly name: string
  readonly at: number
}

/**
 * What an earlier run of the same job made and nobody decided about gives way to what a later run made of the same kind and
 * name: one job is one request, and its last run is the answer. Two jobs are two requests, so between them nothing gives way
 * by itself, however alike they are.
 */
export function createSupersede({ store, ledger }: { store: Store; ledger: Ledger }) {
  const undecided = store.query<NewArtifact, { id: string; run_id: string; revision: number }>(
    `SELECT id, run_id, revision FROM artifact INDEXED BY artifact_job
      WHERE job_id = :job AND run_id <> :run AND kind = :kind AND name = :name AND state = 'needs_review' AND busy = 0`,
  )
  const setSuperseded = store.change<{ id: string; at: number }>(
    `UPDATE artifact SET state = 'superseded', undo_to = 'needs_review', revision = revision + 1, decided_at = :at,
      decided_by = 'core', note = NULL WHERE id = :id`,
  )
  return function supersede(write: Write, by: NewArtifact): void {
    for (const { id, run_id, revision } of undecided.all(by)) {
      ledger.append(
        write,
        'artifact.superseded',
        { artifact: id, by: by.id, revision: revision + 1 },
        { actor: 'core', job: by.job, run: run_id, at: by.at },
      )
      setSuperseded.run(write, { id, at: by.at })
    }
  }
}
