import type { PromotionEffect, PromotionRequest } from '#schemas'
import type { SealedFile } from '#core/record'
import type { ArtifactRow } from '../run-table.ts'

/** What a promotion would do, worked out from how things stand. */
export interface Outlook {
  readonly effects: readonly PromotionEffect[]
  /** Hex digest of everything the plan rests on: the content, what is there, and which place it is. */
  readonly binding: string
}

/** An outlook that is about to come true. */
export interface Prepared extends Outlook {
  /** What the target must know to do it and to undo it; kept with the promotion and in the evidence. */
  readonly record: unknown
  /** What is there now, kept so that the undo can put it back exactly. */
  readonly previous: SealedFile | null
}

/** A promotion as the target needs it again. */
export interface KeptPromotion {
  readonly id: string
  /** What `prepare` gave, read back. */
  readonly record: unknown
  /** Body of the artifact. */
  readonly content: string
  /** Body of what was there before; null where nothing was. */
  readonly previous: string | null
}

export interface PromotionItem {
  readonly artifact: ArtifactRow
  readonly request: PromotionRequest
}

/**
 * A kind of place artifacts can be promoted to. Adding one: a member of `promotionRequestSchema`, an implementation of this,
 * its line where the core is put together.
 */
export interface PromotionTarget {
  /** What each would create or change; an error in the place of one that cannot be done. */
  look(items: readonly PromotionItem[]): Promise<(Outlook | Error)[]>
  /**
   * The same for one that is to be done now, as `plan`, the binding of its outlook, said.
   * @throws InterlockError promotion_stale, promotion_refused, promotion_failed; then nothing was kept
   */
  prepare(item: PromotionItem, plan: string): Promise<Prepared>
  /** @throws InterlockError promotion_stale, promotion_refused, promotion_failed; then nothing was changed */
  apply(promotion: KeptPromotion): Promise<void>
  /** @throws InterlockError undo_refused, promotion_failed; then nothing was changed */
  revert(promotion: KeptPromotion): Promise<void>
  /** Whether the promotion is in force, by what lies there: asked after a crash in the middle of it. */
  standing(promotion: KeptPromotion): Promise<'in_force' | 'not_in_force' | 'neither'>
  /** Workspace and path as people read them. */
  describe(record: unknown): { workspace: string; path: string; act: PromotionEffect['act'] }
  /** Where something of this artifact's job, kind and name went last, or a first idea. */
  suggest(artifact: ArtifactRow, last: unknown): PromotionRequest | null
}
