export { askModels, createEndpoints, type Endpoints } from './endpoints/index.ts'
export { createFileTasks } from './file-tasks.ts'
export { recover } from './recover.ts'
export { createRunEnding } from './run-ending.ts'
export type { SlotLimits } from './slot-deps.ts'
export { createSupervisor, type Supervisor } from './supervisor.ts'
export { createTrustHosts } from './trust-hosts.ts'
export {
  createLastWords,
  forkProcess,
  type OwnProcess,
  type ProcessEvents,
  type ProcessExit,
  type ProcessStart,
  type StartProcess,
} from './start-process.ts'
export {
  createWorkerProcesses,
  type SpawnWorker,
  type WorkerEvents,
  type WorkerExit,
  type WorkerProcess,
} from './worker-process.ts'
export { createWorkspaceFiles, sweepFileTasks } from './workspace-files.ts'
export { createWorkspaces, type Workspaces } from './workspaces.ts'
