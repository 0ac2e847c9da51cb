import type { Clock, Ids } from '#schemas/format'
import type { Trust } from '#core/control'
import type { Bodies, Home, Ledger, Processes, Store } from '#core/record'
import type { Claim, JobGate, LiveRun, OpenRunStream } from '#core/work'
import type { RestartLimits } from './restart.ts'
import type { RunEnding } from './run-ending.ts'
import type { WatchLimits } from './watch.ts'
import type { SpawnWorker } from './worker-process.ts'

/** How long a slot waits for its worker, milliseconds. */
export interface SlotLimits extends WatchLimits, RestartLimits {
  /** An idle worker says so in the ledger this often. */
  readonly idleReportMs: number
}

/** What a slot works with. */
export interface SlotDeps {
  readonly slot: number
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly processes: Processes
  readonly home: Home
  readonly clock: Clock
  readonly ids: Ids
  readonly limits: SlotLimits
  readonly spawn: SpawnWorker
  readonly claim: Claim
  /** Values of secrets by these names, as far as they are there. */
  readonly secrets: (names: readonly string[]) => Record<string, string>
  /** What the gates of a run's trust say, before its worker gets it. */
  readonly admitRun: Trust['admit']
  readonly ending: RunEnding
  readonly openStream: OpenRunStream
  /** Which steps of a run need asking; none without it. */
  readonly stepsOf?: JobGate['stepsOf']
  readonly onLive: (live: LiveRun) => void
  /** Something a client may show of this worker has changed. */
  readonly onChange: () => void
  /** Something failed that nobody waits for. */
  readonly onTrouble: (what: string, error: unknown) => void
  /** Nothing is restarted while this says so. */
  readonly blocked: () => boolean
}
