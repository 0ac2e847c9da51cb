export { until } from '../../support/wait.ts'
export {
  aDesktop,
  applicationFolder,
  consoleIsLive,
  type Desktop,
  type DesktopOptions,
  endDesktop,
  startDesktop,
} from './desktop.ts'
export { createHands } from './hands.ts'
export type { DialogState, Hands, ItemState, NotificationState } from './hands.ts'
export { findProgram } from './program.ts'
