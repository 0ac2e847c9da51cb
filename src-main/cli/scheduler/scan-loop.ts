import { type Clock, isoTime } from '#schemas/format'
import { EXIT } from '../exit-codes.ts'
import { failureOf } from '../failure.ts'
import type { DaemonStatus, DueScan } from './files.ts'

export interface ScanLoopDeps {
  readonly clock: Clock
  /** Looks once for what is due. */
  readonly scan: () => Promise<DueScan>
  readonly write: (status: DaemonStatus) => void
  readonly signal: AbortSignal
}

/**
 * Looks, says so in the status, waits, until the signal aborts. A look that fails, or a status that cannot be written, is
 * recorded by its code and the next one follows. @returns the last status
 */
export async function scanLoop(
  first: DaemonStatus,
  { clock, scan, write, signal }: ScanLoopDeps,
): Promise<DaemonStatus> {
  let status = first
  while (!signal.aborted) {
    status = { ...status, ...(await looked(status, scan, clock, signal)).change }
    status = writtenOr(status, write, clock)
    await pause(clock, status.interval_seconds * 1000, signal)
  }
  return status
}

/** A disk that is full ends no core: the status is told of when there is room, with what came in between. */
function writtenOr(status: DaemonStatus, write: ScanLoopDeps['write'], clock: Clock): DaemonStatus {
  try {
    write(status)
    return status
  } catch {
    return { ...status, last_error: 'storage_failed', last_error_at: isoTime(clock.now()) }
  }
}

/** Looks once. @returns the status with what came of it, as it is when nothing else is done, and all that fired */
export async function lookOnce(
  first: DaemonStatus,
  scan: ScanLoopDeps['scan'],
  clock: Clock,
): Promise<{ last: DaemonStatus; fired: DueScan['runs'] }> {
  const { change, fired } = await looked(first, scan, clock)
  const exit_code = change.last_error === undefined ? EXIT.ok : EXIT.failed
  return { last: { ...first, ...change, exit_code }, fired }
}

/** What one look changes of the status, which names no more than its limit, and all that fired. */
async function looked(
  { limit }: Pick<DaemonStatus, 'limit'>,
  scan: ScanLoopDeps['scan'],
  clock: Clock,
  signal?: AbortSignal,
): Promise<{ change: Partial<DaemonStatus>; fired: DueScan['runs'] }> {
  const now = () => isoTime(clock.now())
  try {
    const { checked_at, due_count, runs } = await scan()
    const change = {
      last_heartbeat_at: now(),
      last_due_scan: { checked_at, due_count, runs: runs.slice(0, limit) },
      last_due_scan_at: checked_at,
      last_due_count: due_count,
    }
    return { change, fired: runs }
  } catch (error) {
    // A core that stops while it is asked is no failure of the look.
    if (signal?.aborted === true) return { change: {}, fired: [] }
    const change = { last_heartbeat_at: now(), last_error: failureOf(error).code, last_error_at: now() }
    return { change, fired: [] }
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
