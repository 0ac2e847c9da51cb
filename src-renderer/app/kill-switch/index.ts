export { KillSwitchBand } from './band.tsx'
export { KillSwitchControl } from './control.tsx'
export { KillSwitchRoom, useKillSwitch } from './room.tsx'
export { switchView } from './view.ts'
