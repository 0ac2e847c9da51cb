export { chainTasks } from './chain-tasks.ts'
export { type ChainedSchedules, type Chains, type ChainsDeps, createChains } from './chains.ts'
export type { ChainFiring, Fired } from './decide.ts'
export { createWatchdogs, type WatchdogAlert } from './watchdogs.ts'
