import type { Drain, PowerSource, WaitingReason } from '#schemas'
import { heldReasonSchema, SECRETS_CAP } from '#schemas'
import { isoTime } from '#schemas/format'
import type { Situation } from './job-table.ts'
import { canServe, capsOf, mayWait, poolOf, writtenIn } from './lane.ts'
import type { Pools } from './pools.ts'

/** What decides whether a queued job may start now. */
export interface QueueSituation {
  readonly blocked: boolean
  readonly slots: number
  readonly busy: number
  /** A worker is on its way up. */
  readonly starting: boolean
  /** What each live worker offers. */
  readonly offers: readonly ReadonlySet<string>[]
  /** Which job is let in to write, by workspace. */
  readonly writing: ReadonlyMap<string, string>
  readonly pool: Pools['room']
  /** What jobs that may wait do so for; undefined while they need not. */
  readonly defersFor?: PowerSource | undefined
  /** The machine goes to sleep. */
  readonly asleep?: boolean
  /** What nothing new starts for; undefined while it may. */
  readonly draining?: NonNullable<Drain['why']> | undefined
}

/**
 * Why a job waits, derived when it is asked: stored with each job, one turn of the kill switch would have to rewrite every
 * waiting row.
 */
export function createSituation(now: () => QueueSituation): Situation {
  return (job) => {
    switch (job.state) {
      case 'held':
        return { code: 'held', reason: heldReasonSchema.catch('quarantined').parse(job.held_reason) }
      case 'scheduled':
        return { code: 'starts_later', at: isoTime(job.run_at ?? 0) }
      case 'retrying':
        return { code: 'retry_later', at: isoTime(job.run_at ?? 0) }
      case 'awaiting_approval':
        return { code: 'awaits_approval' }
      case 'queued':
        return ofAnother(job.id, queuedReason(job.lane, now()))
      default:
        return null
    }
  }
}

/** A job that was let in since its row was read does not wait for itself. */
function ofAnother(id: string, reason: WaitingReason): WaitingReason {
  return reason.code === 'workspace_in_use' && reason.job === id ? { code: 'starting' } : reason
}

/** Why what is queued in a lane waits. */
export function queuedReason(
  lane: string,
  { blocked, slots, busy, starting, offers, writing, pool, defersFor, asleep = false, draining }: QueueSituation,
): WaitingReason {
  if (blocked) return { code: 'kill_switch' }
  if (asleep) return { code: 'asleep' }
  if (draining !== undefined) return { code: 'draining', why: draining }
  if (offers.length === 0) return { code: starting ? 'starting' : 'no_worker' }
  if (!offers.some((each) => canServe(lane, each))) {
    const offered = new Set(offers.flatMap((each) => [...each]))
    const caps = capsOf(lane).filter((cap) => !offered.has(cap))
    return caps.length === 1 && caps[0] === SECRETS_CAP
      ? { code: 'secrets_locked' }
      : { code: 'no_worker_offers', caps }
  }
  const shared = poolOf(lane)
  const room = shared === undefined ? undefined : pool(shared)
  if (shared !== undefined && room?.paused === true) return { code: 'pool_paused', pool: shared }
  if (defersFor !== undefined && mayWait(lane)) return { code: 'saves_power', source: defersFor }
  if (busy >= slots) return { code: 'no_free_slot', busy, slots }
  const workspace = writtenIn(lane)
  const job = workspace === undefined ? undefined : writing.get(workspace)
  if (workspace !== undefined && job !== undefined) return { code: 'workspace_in_use', workspace, job }
  return shared !== undefined && room !== undefined && room.used > 0
    ? { code: 'pool_full', pool: shared, used: room.used, size: room.size }
    : { code: 'starting' }
}
