import type { Clock } from '#schemas/format'
import { failureOf } from '../failure.ts'
import type { DaemonStatus, DueScan } from './files.ts'

export interface ScanLoopDeps {
  readonly clock: Clock
  /** Looks once for what is due. */
  readonly scan: (limit: number) => Promise<DueScan>
  readonly write: (status: DaemonStatus) => void
  readonly signal: AbortSignal
}

/**
 * Looks, says so in the status, waits, until the signal aborts. A look that fails is recorded by its code and the next one
 * follows. @returns the last status, as it was written
 */
export async function scanLoop(
  first: DaemonStatus,
  { clock, scan, write, signal }: ScanLoopDeps,
): Promise<DaemonStatus> {
  let status = first
  while (!signal.aborted) {
    status = { ...status, ...(await looked(status, scan, clock, signal)) }
    write(status)
    await pause(clock, status.interval_seconds * 1000, signal)
  }
  return status
}

/** What one look changes of the status. */
export async function looked(
  { limit }: Pick<DaemonStatus, 'limit'>,
  scan: ScanLoopDeps['scan'],
  clock: Clock,
  signal?: AbortSignal,
): Promise<Partial<DaemonStatus>> {
  const now = () => new Date(clock.now()).toISOString()
  try {
    const found = await scan(limit)
    return {
      last_heartbeat_at: now(),
      last_due_scan: found,
      last_due_scan_at: found.checked_at,
      last_due_count: found.due_count,
    }
  } catch (error) {
    // A core that stops while it is asked is no failure of the look.
    if (signal?.aborted === true) return {}
    return { last_heartbeat_at: now(), last_error: failureOf(error).code, last_error_at: now() }
  }
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(ms, done)
    signal.addEventListener('abort', done, { once: true })
  })
}
