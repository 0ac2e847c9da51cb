export { aJob, anIndex, aScript, aTestRun, BUDGETS } from '../../support/jobs.ts'
export { until } from '../../support/wait.ts'
export { expectAccessible } from './accessible.ts'
export { CLIPBOARD, copied } from './clipboard.ts'
export { inDesktop, itInBrowser, NO_CONNECTION, openConsole, openWindow } from './console.ts'
export type { ConsoleOptions } from './console-options.ts'
export {
  aDaemon,
  aDaemonProcess,
  canHideBubblewrap,
  type DaemonOptions,
  type DaemonProcess,
  type TestDaemon,
} from '../../support/daemon.ts'
export { jobRow, jobsTable } from './jobs-table.ts'
export { expectFineInEveryLook, LOOKS } from './looks.ts'
export { picture } from './pictures.ts'
export { aStillDaemon, endless, failing, overOutput, queued, settledJob, settledScript, stilled } from './seeds.ts'
export { expectGone, expectShown } from './shown.ts'
