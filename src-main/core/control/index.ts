export {
  createKillSwitch,
  type FileSighting,
  killSwitchBasics,
  type KilledRun,
  type KillSwitchControl,
  type KillSwitchState,
} from './kill-switch.ts'
