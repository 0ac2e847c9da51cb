export {
  createKillSwitch,
  type FileSighting,
  killSwitchBasics,
  type KilledRun,
  type KillSwitchControl,
  type KillSwitchState,
} from './kill-switch.ts'
export { createAdmitJob, createSecretStore, type KeyKeeper, keyKeepersOf, type SecretStore } from './secrets/index.ts'
