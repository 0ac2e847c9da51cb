import type { CoreLimits } from './types.ts'

/** What a core waits for and how long, unless a test says otherwise. */
export const DEFAULT_LIMITS: CoreLimits = {
  silentMs: 10_000,
  // A legitimate step may keep the worker's thread for a minute; two are a handler that hangs.
  stuckMs: 120_000,
  wallGraceMs: 2000,
  restartMinMs: 1000,
  restartMaxMs: 30_000,
  healthyMs: 60_000,
  retryMinMs: 2000,
  retryMaxMs: 300_000,
  idleReportMs: 300_000,
}
