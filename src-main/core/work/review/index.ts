export {
  artifactCountsResult,
  artifactIds,
  type ArtifactListing,
  type ArtifactQuery,
  countArtifacts,
  createArtifactListing,
  pageArtifacts,
  searchesArtifacts,
} from './list-artifacts.ts'
export type { PromotionTargets } from './promotions.ts'
export { createReview, type Review, type ReviewDeps } from './review.ts'
export { createSupersede } from './supersede.ts'
export type { KeptPromotion, Outlook, Prepared, PromotionItem, PromotionTarget } from './target.ts'
