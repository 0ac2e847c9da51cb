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
