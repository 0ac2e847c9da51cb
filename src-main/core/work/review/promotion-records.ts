import { InterlockError, type PromotionRequest, type SeenArtifact } from '#schemas'
import { canonicalJson, type Clock, type Ids } from '#schemas/format'
import type { Bodies, Ledger, Write } from '#core/record'
import type { ArtifactRow } from '../run-table.ts'
import type { ArtifactTable } from './artifact-table.ts'
import { refuseStale, stateOf } from './decisions.ts'
import type { PromotionRow, PromotionTable } from './promotion-table.ts'
import { isPromotable } from './states.ts'
import type { Prepared } from './target.ts'

/** Writes down each turn of a promotion, event and tables together; each within the caller's write. */
export interface PromotionRecords {
  /** @throws InterlockError artifact_busy, artifact_stale, artifact_state_conflict */
  begin(
    write: Write,
    item: SeenArtifact & { request: PromotionRequest },
    prepared: Prepared,
    note: string | null,
    actor: string,
  ): PromotionRow
  succeed(write: Write, promotion: PromotionRow): void
  fail(write: Write, promotion: PromotionRow, code: string, message: string): void
  /** @throws InterlockError artifact_busy, artifact_stale */
  beginUndo(write: Write, seen: SeenArtifact, promotion: PromotionRow, actor: string): void
  succeedUndo(write: Write, promotion: PromotionRow): void
  /** Takes back the record alone. @throws InterlockError artifact_busy, artifact_stale */
  setAside(write: Write, seen: SeenArtifact, promotion: PromotionRow, actor: string): void
  failUndo(write: Write, promotion: PromotionRow, code: string, message: string): void
}

export interface PromotionRecordsDeps {
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly artifacts: ArtifactTable
  readonly promotions: PromotionTable
}

const FILE_LEFT = 'Only the record was taken back; the file was left as it is.'

export function createPromotionRecords(deps: PromotionRecordsDeps): PromotionRecords {
  const { ledger, bodies, clock, ids, artifacts, promotions } = deps

  /** The artifact of a promotion, and the place of its events. */
  function about(artifact: string, actor: string) {
    const row = artifacts.find(artifact)
    const at = clock.now()
    return { row, at, context: { actor, job: row.job_id, run: row.run_id, at } }
  }

  function recordUndone(write: Write, { id, artifact_id, actor }: PromotionRow, file: 'back' | 'left'): void {
    const { row, at, context } = about(artifact_id, actor)
    const to = row.undo_to === 'accepted' ? 'accepted' : 'needs_review'
    const event = { artifact: row.id, promotion: id, to, revision: row.revision + 1 } as const
    ledger.append(
      write,
      'artifact.promotion_undone',
      { ...event, ...(file === 'left' && { file_left: true as const }) },
      context,
    )
    promotions.setState(write, { id, state: 'undone', at, problem: file === 'left' ? FILE_LEFT : null })
    artifacts.setDecision(write, { id: row.id, state: to, undo_to: null, at, by: actor, note: null })
    artifacts.setBusy(write, { id: row.id, busy: false, promotion: null })
  }

  return {
    begin(write, item, { record, previous }, note, actor) {
      const { row, at, context } = about(item.id, actor)
      refuseStale(row, item)
      refuseUnpromotable(row)
      const id = ids.next('prom')
      const target = item.request.target
      const kept = previous === null ? null : bodies.keep(write, previous)
      ledger.append(
        write,
        'artifact.promotion_begun',
        {
          artifact: row.id,
          promotion: id,
          target,
          effect: bodies.json(write, record),
          previous: kept,
          note: note === null ? null : bodies.text(write, note),
        },
        context,
      )
      const promotion = {
        id,
        artifact_id: row.id,
        target,
        state: 'begun',
        effect: canonicalJson(record),
        content: row.body,
        previous: kept?.id ?? null,
        note,
        actor,
        begun_at: at,
      }
      promotions.insert(write, promotion)
      artifacts.setBusy(write, { id: row.id, busy: true, promotion: id })
      return { ...promotion, ended_at: null, problem: null }
    },
    succeed(write, { id, artifact_id, actor, note }) {
      const { row, at, context } = about(artifact_id, actor)
      const from = stateOf(row)
      const event = { artifact: row.id, promotion: id, from, revision: row.revision + 1 }
      ledger.append(write, 'artifact.promoted', event, context)
      promotions.setState(write, { id, state: 'applied', at, problem: null })
      artifacts.setDecision(write, { id: row.id, state: 'promoted', undo_to: from, at, by: actor, note })
      artifacts.setBusy(write, { id: row.id, busy: false, promotion: id })
    },
    fail(write, { id, artifact_id, actor }, code, message) {
      const { row, at, context } = about(artifact_id, actor)
      const event = { artifact: row.id, promotion: id, code, message: bodies.text(write, message) }
      ledger.append(write, 'artifact.promotion_failed', event, context)
      promotions.setState(write, { id, state: 'failed', at, problem: message })
      artifacts.setBusy(write, { id: row.id, busy: false, promotion: null })
    },
    beginUndo(write, seen, { id }, actor) {
      const { row, at, context } = about(seen.id, actor)
      refuseStale(row, seen)
      ledger.append(write, 'artifact.undo_begun', { artifact: row.id, promotion: id }, context)
      promotions.setState(write, { id, state: 'undoing', at, problem: null })
      artifacts.setBusy(write, { id: row.id, busy: true, promotion: id })
    },
    succeedUndo: (write, promotion) => recordUndone(write, promotion, 'back'),
    setAside(write, seen, promotion, actor) {
      refuseStale(artifacts.find(seen.id), seen)
      recordUndone(write, { ...promotion, actor }, 'left')
    },
    failUndo(write, { id, artifact_id, actor }, code, message) {
      const { row, at, context } = about(artifact_id, actor)
      const event = { artifact: row.id, promotion: id, code, message: bodies.text(write, message) }
      ledger.append(write, 'artifact.undo_failed', event, context)
      promotions.setState(write, { id, state: 'applied', at, problem: message })
      artifacts.setBusy(write, { id: row.id, busy: false, promotion: id })
    },
  }
}

/** @throws InterlockError artifact_state_conflict */
export function refuseUnpromotable(row: ArtifactRow): void {
  const state = stateOf(row)
  if (!isPromotable(state)) throw new InterlockError('artifact_state_conflict', { id: row.id, state, act: 'promoted' })
}
