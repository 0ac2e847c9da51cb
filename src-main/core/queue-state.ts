import type { DrainState, KillSwitchControl, PowerState, SecretStore } from '#core/control'
import type { Pools, QueueSituation } from '#core/work'
import type { Supervisor } from '#core/workers'

/** What decides at this moment whether a queued job may start. */
export function createQueueState({
  slots,
  killSwitch,
  supervisor,
  secrets,
  pools,
  power,
  drain,
}: {
  readonly slots: number
  readonly killSwitch: KillSwitchControl
  readonly supervisor: Supervisor
  readonly secrets: SecretStore
  readonly pools: Pools
  readonly power: PowerState
  readonly drain: DrainState
}): () => QueueSituation {
  return () => ({
    blocked: killSwitch.blocksLately(),
    slots,
    busy: supervisor.busy(),
    starting: supervisor.workers().some((worker) => worker.state === 'starting'),
    offers: supervisor.offers().map(secrets.offers),
    writing: supervisor.writing(),
    pool: pools.room,
    defersFor: power.defersFor(),
    asleep: power.asleep(),
    draining: drain.why() ?? undefined,
  })
}
