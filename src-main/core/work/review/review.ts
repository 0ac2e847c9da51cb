import { type ArtifactCounts, type ArtifactDetail, type Promotion, promotionStateSchema } from '#schemas'
import { type Clock, type Ids, isoTime } from '#schemas/format'
import type { Bodies, Ledger, Store, Write } from '#core/record'
import type { JobTable } from '../job-table.ts'
import { type ArtifactRow, type RunTable, toArtifact } from '../run-table.ts'
import { createArtifactTable } from './artifact-table.ts'
import { createDecisions, type Decisions } from './decisions.ts'
import { createPromotionTable, keptOf, type PromotionRow } from './promotion-table.ts'
import { createPromotions, type Promotions, type PromotionTargets } from './promotions.ts'
import { createProvenances } from './provenance.ts'

/**
 * The gate between what runs made and what is trusted: nothing is, before the operator decides. Every decision is an event,
 * says what it saw, and can be taken back.
 */
export interface Review {
  readonly counts: () => ArtifactCounts
  readonly row: (id: string) => ArtifactRow | undefined
  /** By its whole id or its last 8 characters. @throws InterlockError artifact_not_found, id_ambiguous */
  readonly find: (id: string) => ArtifactRow
  /** @throws InterlockError artifact_not_found, id_ambiguous */
  readonly get: (id: string) => ArtifactDetail
  readonly decide: Decisions['decide']
  readonly plan: Promotions['plan']
  readonly promote: Promotions['promote']
  readonly undo: Promotions['undo']
  readonly settle: Promotions['settle']
}

export interface ReviewDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly jobs: JobTable
  readonly runs: RunTable
  readonly targets: PromotionTargets
  readonly blocked: () => boolean
  readonly blockedWithin: (write: Write) => boolean
  readonly onTrouble: (what: string, error: unknown) => void
}

export function createReview(deps: ReviewDeps): Review {
  const { targets } = deps
  const artifacts = createArtifactTable(deps.store)
  const promotions = createPromotionTable(deps.store)
  const decisions = createDecisions({ ...deps, artifacts })
  const provenances = createProvenances(deps)

  function toPromotion(row: PromotionRow): Promotion {
    return {
      id: row.id,
      target: row.target,
      state: promotionStateSchema.parse(row.state),
      ...targets.workspace_file.describe(keptOf(row).record),
      at: isoTime(row.begun_at),
      ended_at: row.ended_at === null ? null : isoTime(row.ended_at),
      by: row.actor,
      problem: row.problem,
    }
  }

  return {
    counts: artifacts.counts,
    row: artifacts.bySameId,
    find: artifacts.find,
    get(id) {
      const row = artifacts.find(id)
      const told = provenances.of(row)
      if (told === undefined) throw new Error(`The artifact ${row.id} has no run.`)
      const alike = promotions.lastAlike(row)
      return {
        artifact: toArtifact(row),
        ...told,
        promotions: promotions.ofArtifact(row.id).map(toPromotion),
        suggestion: targets.workspace_file.suggest(row, alike === undefined ? undefined : keptOf(alike).record),
      }
    },
    decide: decisions.decide,
    ...createPromotions({ ...deps, artifacts, promotions, decisions }),
  }
}
