export { backoffMs, type Backoff } from './backoff.ts'
export {
  type ChainedSchedules,
  type Chains,
  type ChainsDeps,
  chainTasks,
  createChains,
  createWatchdogs,
} from './chains/index.ts'
export { type Claim, type Claimant, createClaim, type WorkspacePlace } from './claim.ts'
export { createDueTimer, startDueTimer } from './due-timer.ts'
export { refuseUnexplained } from './asked-policy.ts'
export {
  type ApprovalActs,
  type ApprovalActsDeps,
  createApprovalActs,
  createJobGate,
  type JobGateDeps,
  startExpiry,
} from './approvals/index.ts'
export { createEnqueue, type Enqueue, type Enqueued, placementOf, titleOf } from './enqueue.ts'
export { createFinish, type FinishRun, type RunEnd, transition } from './finish.ts'
export { createFollow, type Follow, type LiveRun } from './follow.ts'
export { createJobImport, type ImportedJobInput, type ImportedRunInput, type JobImport } from './import-job.ts'
export { createJobActs, type JobActs } from './job-acts.ts'
export { type By, createJobChanges, type JobChanges } from './job-changes.ts'
export type { JobGate, StepGate, Suspension } from './job-gate.ts'
export { createJobTable, type JobRow, type JobTable, type Situation, toJob } from './job-table.ts'
export {
  countJobs,
  countsResult,
  createJobCounts,
  createJobListing,
  type JobListing,
  type JobQuery,
  jobSeqs,
  pageJobs,
  type ResolvedFilter,
  resolveFilter,
  searches,
} from './listing/index.ts'
export { canServe } from './lane.ts'
export { createLogReading, type LogReading, logTasks } from './log/index.ts'
export { createOperations, type Operations, planOperation } from './operations/index.ts'
export { createJobDelivers, type JobDelivers } from './job-delivers.ts'
export { createOrigins, type Origins } from './origins.ts'
export { createReadOutput, type ReadOutput } from './output.ts'
export { createRunStreams, type OpenRunStream, type RunStream, type WithheldStep } from './run-stream.ts'
export { createRunTable, type RunRow, type RunTable, toArtifact, toRun, usageOf } from './run-table.ts'
export {
  artifactCountsResult,
  artifactIds,
  type ArtifactQuery,
  countArtifacts,
  createArtifactListing,
  createReview,
  type KeptPromotion,
  pageArtifacts,
  type PromotionItem,
  type PromotionTarget,
  type Review,
  searchesArtifacts,
} from './review/index.ts'
export { createPools, type Pools } from './pools.ts'
export {
  beforeOf,
  createScheduling,
  firingDays,
  firingPage,
  type FiringRow,
  firingSeqs,
  firingTasks,
  pageOf,
  type ScheduleLinks,
  type ScheduleRow,
  type Schedules,
  type ScheduleTable,
  type Scheduling,
  type SchedulingDeps,
  zoneOf,
} from './schedules/index.ts'
export { keepShortIds } from './short-ids.ts'
export { indexJobs, keepIndexed } from './search/index.ts'
export { settled } from './settled.ts'
export { createSettlement, type OnSettled, type SettledJob, type Settlement } from './settlement.ts'
export { createSituation, type QueueSituation, queuedReason } from './situation.ts'
