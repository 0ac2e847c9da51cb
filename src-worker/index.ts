/** The worker, for programs that run one with handlers of their own. `main.ts` is the one that ships. */
export { handlers, type Handlers } from './handlers/index.ts'
export { EXIT, type ExitCode } from './loop.ts'
export type { RunContext } from './run/context.ts'
export { type Completion, defineHandler, type Handler } from './run/handler.ts'
export { failed, RunEnd } from './run/run-end.ts'
export { type ForkedWorkerOptions, runForkedWorker } from './worker.ts'
