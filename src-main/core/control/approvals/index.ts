export { type ApprovalRow, type ApprovalTable } from './approval-table.ts'
export {
  type Approvals,
  type AskedApproval,
  createApprovals,
  type JobRef,
  type NumberedStep,
  type Request,
  type StepAnswer,
  type VoidReason,
} from './approvals.ts'
export { contentOf, hashOf } from './content.ts'
export type { GrantRow } from './grants.ts'
export {
  type ApprovedJob,
  type ApprovedPlace,
  type ApprovedStep,
  isAlike,
  patternOf,
  readSnapshot,
} from './snapshot.ts'
export { startFacts, type Starter, type Terms } from './terms.ts'
