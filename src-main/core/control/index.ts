export {
  createKillSwitch,
  type FileSighting,
  killSwitchBasics,
  type KilledRun,
  type KillSwitchControl,
  type KillSwitchState,
} from './kill-switch.ts'
export { createDrain, type DrainState } from './drain.ts'
export { createPower, type PowerState } from './power.ts'
export { type ApiKeys, createApiKeys, type FoundKey, type KeyHolder } from './keys/index.ts'
export {
  type AdmitJob,
  createAdmitJob,
  createSecretStore,
  type KeyKeeper,
  keyKeepersOf,
  type SecretStore,
} from './secrets/index.ts'
export {
  type Admission,
  createTrust,
  type EscalatedQuestion,
  type GatedRun,
  jobHashOf,
  type LoadedProvider,
  type ProviderFile,
  ProviderFailed,
  type ProviderProcesses,
  type Trust,
  type UseApproval,
} from './trust/index.ts'
export {
  type ApprovalRow,
  type Approvals,
  type ApprovedJob,
  type ApprovedPlace,
  type ApprovedStep,
  type AskedApproval,
  contentOf,
  createApprovals,
  hashOf,
  isAlike,
  type JobRef,
  patternOf,
  readSnapshot,
  type Request,
  startFacts,
  type Starter,
  type StepAnswer,
  type Terms,
  type VoidReason,
} from './approvals/index.ts'
