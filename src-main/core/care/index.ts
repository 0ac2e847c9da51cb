export { createDemo, type StartDemo } from './demo.ts'
export { diskFree, examine } from './health.ts'
export { killSwitchView } from './kill-switch-view.ts'
export { createLoopDelay, type LoopDelay } from './loop-delay.ts'
