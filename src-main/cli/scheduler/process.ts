import { processStartTime } from '#confine'
import type { PidRecord } from './files.ts'

/**
 * Whether the process of a record lives. `another`: its number belongs to another program now, which must not be touched;
 * `unproven`: something has the number and the system does not tell when it was started.
 */
export type Liveness = 'alive' | 'gone' | 'another' | 'unproven'

/** What the system says of processes; an argument, so that each answer can be had in a test. */
export interface ProcessSight {
  readonly startOf: (pid: number) => string | undefined
  readonly exists: (pid: number) => boolean
}

export const SYSTEM: ProcessSight = {
  startOf: processStartTime,
  exists(pid) {
    try {
      return process.kill(pid, 0)
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === 'EPERM'
    }
  },
}

/** Tells a process to stop. One that has ended meanwhile needs no telling. */
export function tellToStop(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

export function livenessOf({ pid, started }: PidRecord, sight: ProcessSight = SYSTEM): Liveness {
  const now = sight.startOf(pid)
  if (now !== undefined && started !== null) return now === started ? 'alive' : 'another'
  return sight.exists(pid) ? 'unproven' : 'gone'
}

/** This process, as a record of itself. */
export function ownRecord(token: string, sight: ProcessSight = SYSTEM): PidRecord {
  return { pid: process.pid, started: sight.startOf(process.pid) ?? null, token }
}
