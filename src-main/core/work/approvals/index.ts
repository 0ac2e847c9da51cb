export { type ApprovalActs, type ApprovalActsDeps, createApprovalActs } from './acts.ts'
export { startExpiry } from './expiry.ts'
export {
  type Admission,
  createJobGate,
  type JobGate,
  type JobGateDeps,
  type StepGate,
  type Suspension,
} from './job-gate.ts'
