export {
  createKillSwitch,
  type FileSighting,
  killSwitchBasics,
  type KilledRun,
  type KillSwitchControl,
  type KillSwitchState,
} from './kill-switch.ts'
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
