import { type LedgerEvent, type ReadBody, type Reducers } from './reducer.ts'
import type { ArtifactRow, PromotionRow, Tables } from './tables.ts'

function artifactOf(tables: Tables, { seq, payload }: LedgerEvent<{ artifact: string }>): ArtifactRow {
  const artifact = tables.artifact.get(payload.artifact)
  if (artifact === undefined) throw new Error(`Row ${seq} speaks of an artifact that was never made.`)
  return artifact
}

function promotionOf(tables: Tables, { seq, payload }: LedgerEvent<{ promotion: string }>): PromotionRow {
  const promotion = tables.promotion.get(payload.promotion)
  if (promotion === undefined) throw new Error(`Row ${seq} speaks of a promotion that was never begun.`)
  return promotion
}

function decides(state: string | null) {
  return (
    tables: Tables,
    event: LedgerEvent<{ artifact: string; from: string; revision: number; note: { id: string } | null }>,
    body: ReadBody,
  ) => {
    const { at, actor, payload } = event
    const artifact = artifactOf(tables, event)
    Object.assign(artifact, {
      state: state ?? artifact.state,
      undo_to: state === null ? artifact.undo_to : payload.from,
      revision: payload.revision,
      decided_at: at,
      decided_by: actor,
      note: payload.note === null ? null : body(payload.note.id),
    })
  }
}

/** Back in `to`, with nothing further to take back. */
function undone(artifact: ArtifactRow, to: string, { at, actor, payload }: LedgerEvent<{ revision: number }>): void {
  Object.assign(artifact, {
    state: to,
    undo_to: null,
    revision: payload.revision,
    decided_at: at,
    decided_by: actor,
    note: null,
  })
}

export const reviewReducers: Reducers = {
  'artifact.accepted': decides('accepted'),
  'artifact.rejected': decides('rejected'),
  'artifact.archived': decides('archived'),
  'artifact.reopened': decides('needs_review'),
  'artifact.noted': decides(null),
  'artifact.decision_undone'(tables, event) {
    undone(artifactOf(tables, event), event.payload.to, event)
  },
  'artifact.superseded'(tables, event) {
    const artifact = artifactOf(tables, event)
    undone(artifact, 'superseded', event)
    artifact.undo_to = 'needs_review'
  },
  'artifact.promotion_begun'(tables, event, body) {
    const { at, actor, payload } = event
    const artifact = artifactOf(tables, event)
    tables.promotion.set(payload.promotion, {
      id: payload.promotion,
      artifact_id: artifact.id,
      target: payload.target,
      state: 'begun',
      effect: body(payload.effect.id),
      content: artifact.body,
      previous: payload.previous?.id ?? null,
      note: payload.note === null ? null : body(payload.note.id),
      actor,
      begun_at: at,
      ended_at: null,
      problem: null,
    })
    Object.assign(artifact, { busy: 1, promotion: payload.promotion })
  },
  'artifact.promoted'(tables, event) {
    const { at, actor, payload } = event
    const promotion = promotionOf(tables, event)
    const artifact = artifactOf(tables, event)
    Object.assign(promotion, { state: 'applied', ended_at: at, problem: null })
    Object.assign(artifact, {
      state: 'promoted',
      undo_to: payload.from,
      revision: payload.revision,
      decided_at: at,
      decided_by: actor,
      note: promotion.note,
      busy: 0,
    })
  },
  'artifact.promotion_failed'(tables, event, body) {
    const problem = body(event.payload.message.id)
    Object.assign(promotionOf(tables, event), { state: 'failed', ended_at: event.at, problem })
    Object.assign(artifactOf(tables, event), { busy: 0, promotion: null })
  },
  'artifact.undo_begun'(tables, event) {
    Object.assign(promotionOf(tables, event), { state: 'undoing', ended_at: event.at, problem: null })
    artifactOf(tables, event).busy = 1
  },
  'artifact.promotion_undone'(tables, event) {
    const artifact = artifactOf(tables, event)
    const problem =
      event.payload.file_left === true ? 'Only the record was taken back; the file was left as it is.' : null
    Object.assign(promotionOf(tables, event), { state: 'undone', ended_at: event.at, problem })
    undone(artifact, event.payload.to, event)
    Object.assign(artifact, { busy: 0, promotion: null })
  },
  'artifact.undo_failed'(tables, event, body) {
    const problem = body(event.payload.message.id)
    Object.assign(promotionOf(tables, event), { state: 'applied', ended_at: event.at, problem })
    artifactOf(tables, event).busy = 0
  },
}
