import { existsSync } from 'node:fs'
import { type DaemonStatus, readPid, readStatus } from './files.ts'
import type { DaemonPlaces } from './places.ts'
import { type Liveness, livenessOf, type ProcessSight } from './process.ts'

/** What `scheduler daemon status` answers: the status file with what is true now. */
export interface ShownStatus extends Omit<DaemonStatus, 'started_at' | 'mode' | 'interval_seconds' | 'limit'> {
  /** Whether a daemon was ever started with these files. */
  readonly configured: boolean
  readonly started_at: string | null
  readonly mode: DaemonStatus['mode'] | null
  readonly interval_seconds: number | null
  readonly limit: number | null
  /** Whether it runs and has not looked for more than two intervals. */
  readonly stale: boolean
}

/** Between two looks an interval passes, and the look itself may take a while. */
const GRACE_MS = 10_000

export function daemonStatus(places: DaemonPlaces, now: number, sight?: ProcessSight): ShownStatus {
  const status = readStatus(places.status)
  const record = readPid(places.pid)
  const lives = record !== undefined && isAlive(livenessOf(record, sight))
  // A status that was written by another daemon says nothing of this one.
  const own = status !== undefined && record !== undefined && status.token === record.token
  const running = lives && (!own || status.running)
  const beat = own && status.last_heartbeat_at !== null ? Date.parse(status.last_heartbeat_at) : undefined
  return {
    configured: existsSync(places.status) || existsSync(places.pid),
    running,
    pid: running ? (record?.pid ?? null) : null,
    token: record?.token ?? status?.token ?? null,
    pid_file: places.pid,
    status_file: places.status,
    log_file: status?.log_file ?? null,
    mode: status?.mode ?? null,
    started_at: status?.started_at ?? null,
    stopped_at: status?.stopped_at ?? null,
    last_heartbeat_at: status?.last_heartbeat_at ?? null,
    interval_seconds: status?.interval_seconds ?? null,
    limit: status?.limit ?? null,
    last_due_scan: status?.last_due_scan ?? null,
    last_due_scan_at: status?.last_due_scan_at ?? null,
    last_due_count: status?.last_due_count ?? null,
    last_error: status?.last_error ?? null,
    last_error_at: status?.last_error_at ?? null,
    exit_code: status?.exit_code ?? null,
    stale: running && beat !== undefined && now - beat > (status?.interval_seconds ?? 0) * 2000 + GRACE_MS,
  }
}

/**
 * The process of a daemon that surely runs. Where the system does not tell starts there is none: the core is asked, since after a
 * crash the number may be that of any program for as long as that one runs.
 */
export function provenDaemon(places: DaemonPlaces, sight?: ProcessSight): number | undefined {
  const record = readPid(places.pid)
  if (record === undefined || livenessOf(record, sight) !== 'alive') return undefined
  return daemonStatus(places, Date.now(), sight).running ? record.pid : undefined
}

/** Where the system does not tell starts, a living process of the number counts; a signal or a refusal needs more than that. */
function isAlive(liveness: Liveness): boolean {
  return liveness === 'alive' || liveness === 'unproven'
}
