import { join, resolve } from 'node:path'

/** Files by which a daemon in the background is known. */
export interface DaemonPlaces {
  readonly pid: string
  readonly status: string
  readonly log: string
}

export interface PlaceOptions {
  readonly pidFile?: string
  readonly statusFile?: string
  readonly logFile?: string
}

/** Where they lie: in the data directory, which only its owner may read, unless they were named. */
export function placesOf(home: string, { pidFile, statusFile, logFile }: PlaceOptions): DaemonPlaces {
  return {
    pid: named(pidFile) ?? join(home, 'run', 'scheduler.pid'),
    status: named(statusFile) ?? join(home, 'run', 'scheduler-status.json'),
    log: named(logFile) ?? join(home, 'logs', 'scheduler.log'),
  }
}

function named(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path)
}
