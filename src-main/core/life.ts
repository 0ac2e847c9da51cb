import type { Clock } from '#schemas/format'
import type { InboxView, LoopDelay } from '#core/care'
import type { KillSwitchControl, Trust } from '#core/control'
import { type Bodies, type Home, type Ledger, type Processes, type Reader, readMarker, type Store } from '#core/record'
import {
  type FinishRun,
  type Follow,
  type JobActs,
  keepIndexed,
  keepShortIds,
  type Operations,
  type RunTable,
  startDueTimer,
} from '#core/work'
import { type Endpoints, recover, type Supervisor } from '#core/workers'
import type { Artifacts } from './artifacts.ts'
import type { Scheduler } from './scheduling.ts'
import type { Telling } from './telling.ts'

export interface LifeDeps {
  readonly version: string
  readonly home: Home
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly processes: Processes
  readonly reader: Reader
  readonly clock: Clock
  readonly runs: RunTable
  readonly acts: JobActs
  readonly finishRun: FinishRun
  readonly trust: Trust
  readonly follow: Follow
  readonly operations: Operations
  readonly artifacts: Artifacts
  /** Decides in time about what nobody decided. */
  readonly asking: { readonly begin: () => { close(): void } }
  readonly killSwitch: KillSwitchControl
  readonly supervisor: Supervisor
  readonly telling: Telling
  /** Undefined where this core is open only for a command, which probes nothing by itself. */
  readonly endpoints: Endpoints | undefined
  /** The same: for a command, schedules do not fire by themselves. */
  readonly scheduler: Scheduler | undefined
  readonly delay: LoopDelay
  readonly inbox: InboxView
  /** Gives the data directory up; called after the store is closed. */
  readonly unlock: () => void
  readonly onTrouble: (what: string, error: unknown) => void
}

/**
 * Settles what an earlier life left in the middle, says that this one has begun, and starts all that goes on by itself.
 * @returns what ends it in order, the first time it is called
 */
export async function beginLife(deps: LifeDeps): Promise<(reason: string) => Promise<void>> {
  const { home, store, ledger, bodies, processes, reader, clock, runs, acts, finishRun, follow } = deps
  const { operations, artifacts, killSwitch, supervisor, delay, inbox, onTrouble } = deps

  const clean = (ledger.get(ledger.head().seq)?.kind ?? 'core.stopped') === 'core.stopped'
  await recover({ store, ledger, bodies, home, processes, runs, finishRun, onTrouble })
  await operations.recover()
  await store.write((write) => {
    ledger.append(
      write,
      'core.started',
      {
        version: deps.version,
        pid: process.pid,
        platform: `${process.platform} ${process.arch}`,
        node: process.version,
        schema_version: store.schemaVersion,
        clean,
      },
      { actor: 'core' },
    )
    if (store.migrated !== undefined)
      ledger.append(write, 'core.migrated', { ...store.migrated, to: store.schemaVersion }, { actor: 'core' })
  })
  killSwitch.onChange((mode) => {
    follow.touch('kill_switch')
    follow.touch('outbox')
    deps.telling.look()
    deps.endpoints?.onKillSwitch()
    supervisor.onKillSwitch(mode).catch((error: unknown) => onTrouble('The kill switch', error))
    if (mode === 'engaged_hard') {
      artifacts.stop()
      deps.trust.stop()
    }
    if (mode === 'released') {
      artifacts.settle()
      deps.trust.settle()
    }
  })
  killSwitch.watchFile((seen) => {
    follow.touch('kill_switch')
    const act = seen.present
      ? killSwitch.engage({ hard: seen.hard, source: 'file' }, 'file', supervisor.runs())
      : releaseFile()
    // A write that fails leaves the file in force: it is looked at before every claim.
    void act.catch((error: unknown) => onTrouble('The kill switch file', error))
  })
  const due = startDueTimer(ledger, clock, acts.promoteDue, (error) => onTrouble('Promoting what is due', error))
  const expiry = deps.asking.begin()
  artifacts.settle()
  deps.trust.settle()
  const shortIds = keepShortIds(store, ledger, clock)
  const indexing = keepIndexed({ reader, ledger, clock, marker: () => readMarker(home.database), onTrouble })
  supervisor.start()
  deps.endpoints?.begin()
  await deps.scheduler?.begin()
  deps.telling.begin()

  async function releaseFile(): Promise<void> {
    if (killSwitch.state().source === 'file')
      await killSwitch.release({ source: 'file' }, 'file', (write, killed) =>
        acts.settleKilled(write, killed, () => false, 'file'),
      )
  }

  /** However the stop goes, the lock is given up: a full disk must not keep the next start out. */
  async function end(reason: string): Promise<void> {
    killSwitch.close()
    artifacts.close()
    due.close()
    expiry.close()
    deps.endpoints?.close()
    delay.close()
    inbox.close()
    try {
      indexing.close()
      shortIds.close()
      await deps.scheduler?.close()
      await operations.close()
      await deps.telling.close()
      await supervisor.close()
      await deps.trust.close()
      await store.write((write) => {
        ledger.append(write, 'core.stopped', { reason }, { actor: 'core' })
        ledger.checkpoint(write)
      })
    } finally {
      follow.close()
      await reader.close()
      await store.close().finally(deps.unlock)
    }
  }

  let ending: Promise<void> | undefined
  return (reason) => (ending ??= end(reason))
}
