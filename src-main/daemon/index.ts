export { type Daemon, type DaemonOptions, startDaemon } from './daemon.ts'
export { runUntilStopped } from './run-until-stopped.ts'
