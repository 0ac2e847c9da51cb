export { type ApprovalActs, type ApprovalActsDeps, createApprovalActs } from './acts.ts'
export { startExpiry } from './expiry.ts'
export { createJobGate, type JobGateDeps } from './create-job-gate.ts'
