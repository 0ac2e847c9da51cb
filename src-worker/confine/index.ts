/**
 * What stands between the worker and the untrusted: paths below a workspace, commands and their process trees, environments,
 * output. Imports nothing of the worker, so the core may use it as well.
 */
export { isDeniedPath } from './denied-path.ts'
export type { EntryKind, EntryStat } from './entries.ts'
export {
  buildEnvironment,
  secretsIn,
  type DroppedName,
  type DroppedReason,
  type Environment,
  type EnvironmentOptions,
} from './environment.ts'
export { firstCodePoints } from './first-code-points.ts'
export {
  killOwned,
  killTree,
  listOwned,
  measureTree,
  processStartTime,
  RUN_COOKIE,
  type KillOptions,
  type KillReport,
  type ProcessRef,
} from './kill-tree.ts'
export { hostNode, requireHostNode } from './host-node.ts'
export { launch, type LaunchSpec } from './launch.ts'
export { LaunchRefused, type LaunchCode } from './launch-refused.ts'
export {
  openRoot,
  type HeldDirectory,
  type OpenMode,
  type ReadOptions,
  type ReadOutcome,
  type Root,
  type RootOptions,
} from './open-beneath.ts'
export { createOutputCap, type CapCount, type OutputCap } from './output-cap.ts'
export type { OutputSink, StreamName } from './output-pump.ts'
export { PathRejected, type PathReason } from './path-rejected.ts'
export type { LaunchSupport } from './launch-support.ts'
export { probeLaunch } from './probe-launch.ts'
export {
  type Confinement,
  DEFAULT_CONFINEMENT,
  DEFAULT_LIMITS,
  type Limits,
  SANDBOX_HOME,
} from './sandbox/confinement.ts'
export type { ExceededLimit } from './sandbox/tree-watch.ts'
export { detectToolchains, programFolders, type Toolchain, toolchainOf } from './sandbox/toolchains.ts'
export { jobObjectCalls, type JobObjectCall } from './sandbox/job-object.ts'
export { seatbeltConfiguration, type SeatbeltPlace } from './sandbox/seatbelt.ts'
export { type PromiseFinding, selfTest } from './sandbox/self-test.ts'
export { createRedaction, REDACTED, type Redaction, type Redactor } from './output/redactor.ts'
export { createSanitiser, type Sanitiser, sanitised } from './output/sanitiser.ts'
export { splitRel, type Inside } from './split-rel.ts'
export { GRACE_MS, type Exit, type ExitFailure, type Process } from './supervise.ts'
